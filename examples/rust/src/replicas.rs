// SPDX-License-Identifier: Apache-2.0
//! The servers to call, and the pauses between calls: "Errors" and "Pauses" at the top of rollcall.proto.

use std::time::Duration;

use tonic::transport::{Channel, Endpoint};
use tonic::Status;

use crate::api::coprocessor_status_service_client::CoprocessorStatusServiceClient;
use crate::errors::{describe, remedy, retry_delay, Remedy};

pub type Client = CoprocessorStatusServiceClient<Channel>;

const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_secs(5);
/// A host that is gone answers nothing. The system would wait for minutes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Nor does it close its connection, which a later call would use again.
const PING_INTERVAL: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(5);

pub struct Replicas {
    clients: Vec<(String, Client)>,
    current: usize,
    since_success: Counts,
}

/// What happened since a list was answered or a digest was right.
#[derive(Default)]
struct Counts {
    failures: usize,
    restarts: usize,
    wrong_digests: usize,
    pauses: u32,
    /// The longest pause that a replica asked for since the last one.
    asked_for: Duration,
}

impl Replicas {
    /// `servers` is HOST:PORT[,HOST:PORT...]. A connection is made when the first call needs it.
    pub fn new(servers: &str) -> Result<Self, String> {
        let clients = servers.split(',').map(|server| Ok((server.to_string(), connect(server)?)));
        Ok(Replicas { clients: clients.collect::<Result<_, String>>()?, current: 0, since_success: Counts::default() })
    }

    pub fn client(&mut self) -> &mut Client {
        &mut self.clients[self.current].1
    }

    pub fn succeeded(&mut self) {
        self.since_success = Counts::default();
    }

    /// Says what failed, and returns when the next call may be made. An error is final, and none may.
    pub async fn failed(&mut self, status: &Status) -> Result<Remedy, String> {
        let what = format!("{}: {}", self.clients[self.current].0, describe(status));
        self.since_success.asked_for = self.since_success.asked_for.max(retry_delay(status));
        let remedy = remedy(status);
        let waits = match remedy {
            Remedy::GiveUp => return Err(what),
            Remedy::Retry => self.move_on(),
            Remedy::StartAgain => self.has_restarted(),
        };
        let pause = if waits { self.next_pause() } else { Duration::ZERO };
        say_and_sleep(&what, pause).await;
        Ok(remedy)
    }

    /// A pause each time, because a client that is at fault itself must not ask for snapshots in a loop.
    pub async fn digest_differed(&mut self) {
        let server = self.clients[self.current].0.clone();
        self.since_success.wrong_digests += 1;
        self.move_on();
        let what = match self.since_success.wrong_digests {
            1 => "the digest differs",
            _ => "the digest differs again: a fault of this client or of the server",
        };
        say_and_sleep(&format!("{server}: {what}"), self.next_pause()).await;
    }

    /// Moves on to the next replica, and returns whether each has been tried since the last pause.
    fn move_on(&mut self) -> bool {
        self.since_success.failures += 1;
        self.current = (self.current + 1) % self.clients.len();
        self.since_success.failures % self.clients.len() == 0
    }

    fn has_restarted(&mut self) -> bool {
        self.since_success.restarts += 1;
        self.since_success.restarts > 1
    }

    fn next_pause(&mut self) -> Duration {
        let backoff = LONGEST_BACKOFF.min(FIRST_BACKOFF * (1 << self.since_success.pauses.min(6)));
        self.since_success.pauses += 1;
        backoff.mul_f64(0.5 + fastrand::f64() / 2.0).max(std::mem::take(&mut self.since_success.asked_for))
    }
}

fn connect(server: &str) -> Result<Client, String> {
    let endpoint = Endpoint::from_shared(format!("http://{server}")).map_err(|error| format!("{server}: {error}"))?;
    let endpoint = endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .keep_alive_while_idle(true);
    Ok(Client::new(endpoint.connect_lazy()))
}

async fn say_and_sleep(what: &str, pause: Duration) {
    eprintln!("{what}; trying again in {:.1} s", pause.as_secs_f64());
    tokio::time::sleep(pause).await;
}
