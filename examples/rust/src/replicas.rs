// SPDX-License-Identifier: Apache-2.0
//! The servers, and what to do when a call to one fails: "Errors" and "Pauses" at the top of rollcall.proto.

use std::{future::Future, time::Duration};

use tokio::time::{sleep, timeout};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::api::coprocessor_status_service_client::CoprocessorStatusServiceClient;

const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_secs(5);
/// A host that is gone answers nothing. The system would wait for minutes, also if it is back long since.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// What the watch makes of a digest that differs. No server sends it.
pub const WRONG_DIGEST: Code = Code::DataLoss;

pub struct Replicas {
    clients: Vec<(String, CoprocessorStatusServiceClient<Channel>)>,
    current: usize,
    failures: usize, // in a row
    backoff: Duration,
    asked_for: Duration, // the longest pause that a server asked for since the last one
}

impl Replicas {
    /// `servers` is HOST:PORT[,HOST:PORT...].
    pub fn new(servers: &str) -> Result<Self, String> {
        let connect = |server: &str| {
            let endpoint = Endpoint::from_shared(format!("http://{server}"))?.connect_timeout(CONNECT_TIMEOUT);
            Ok((server.to_string(), CoprocessorStatusServiceClient::new(endpoint.connect_lazy())))
        };
        let clients = servers.split(',').map(connect).collect::<Result<_, tonic::transport::Error>>();
        let clients = clients.map_err(|error| format!("{servers}: {error}"))?;
        Ok(Replicas { clients, current: 0, failures: 0, backoff: FIRST_BACKOFF, asked_for: Duration::ZERO })
    }

    pub fn client(&mut self) -> &mut CoprocessorStatusServiceClient<Channel> {
        &mut self.clients[self.current].1
    }

    /// All pages of a list are there, or a checkpoint had the right digest.
    pub fn succeeded(&mut self) {
        (self.failures, self.backoff, self.asked_for) = (0, FIRST_BACKOFF, Duration::ZERO);
    }

    /// Waits until the next call may be made. Returns whether it must start again, without a token. An error is final.
    pub async fn failed(&mut self, status: &Status) -> Result<bool, String> {
        let info = status.get_details_error_info().filter(|info| info.domain == "rollcall.v1");
        let (code, ours) = (status.code(), info.is_some());
        let reason = info.map(|info| info.reason + " ").unwrap_or_default();
        let what = format!("{}: {} {reason}{}", self.clients[self.current].0, name(code), status.message());
        if is_final(code, ours) {
            return Err(what);
        }
        let starts_again = code == WRONG_DIGEST || (ours && code == Code::Aborted);
        let retry_delay = status.get_details_retry_info().and_then(|info| info.retry_delay);
        self.asked_for = self.asked_for.max(retry_delay.unwrap_or_default());
        let pause = self.pause(code, starts_again);
        eprintln!("{what}; trying again in {:.1} s", pause.as_secs_f64());
        self.current = (self.current + 1) % self.clients.len();
        sleep(pause).await;
        Ok(starts_again)
    }

    fn pause(&mut self, code: Code, starts_again: bool) -> Duration {
        self.failures += 1;
        let (first, replicas_left) = (self.failures == 1, self.failures % self.clients.len() != 0);
        if code != WRONG_DIGEST && (if starts_again { first } else { replicas_left }) {
            return Duration::ZERO;
        }
        let pause = self.backoff.mul_f64(0.5 + fastrand::f64() / 2.0).max(self.asked_for);
        (self.backoff, self.asked_for) = (LONGEST_BACKOFF.min(2 * self.backoff), Duration::ZERO);
        pause
    }
}

fn is_final(code: Code, ours: bool) -> bool {
    use Code::*;
    match code {
        Unavailable | ResourceExhausted | Aborted => false,
        InvalidArgument | NotFound | FailedPrecondition | OutOfRange | Unimplemented | Unauthenticated
        | PermissionDenied => true,
        _ => ours, // if it is not from this API, it may be the code of a lost server, which depends on the library
    }
}

/// INVALID_ARGUMENT, as in the manual and in other languages, for InvalidArgument.
fn name(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

/// The answer, or an error if there is none for so long.
pub async fn within<T>(limit: Duration, answer: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    let silent = |_| Status::cancelled(format!("silent for {} s", limit.as_secs()));
    timeout(limit, answer).await.map_err(silent)?
}
