// SPDX-License-Identifier: Apache-2.0
//! Watches the cluster. A watch goes on over the end of its stream, on whichever replica answers: WatchStatus in rollcall.proto.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;
use tonic::Status;

use crate::api::{node_status::State, Header, NodeStatus, WatchStatusRequest, WatchStatusResponse};
use crate::errors::Remedy;
use crate::replicas::Replicas;

const HEARTBEAT_SECONDS: i64 = 2;
/// A watch that is silent for longer is dead, whatever its connection says.
const SILENCE: Duration = Duration::from_secs(2 * HEARTBEAT_SECONDS as u64 + 5);

/// What this client holds. `nodes` and `resume_token` belong together: both change at a checkpoint and at no other time.
#[derive(Default)]
struct Held {
    nodes: BTreeMap<i32, NodeStatus>,
    resume_token: String,
    aside: Vec<WatchStatusResponse>,
}

impl Held {
    /// Returns the header of the message's checkpoint, if it has one.
    fn add(&mut self, mut message: WatchStatusResponse) -> Option<Header> {
        let checkpoint = message.checkpoint.take();
        self.aside.push(message);
        let checkpoint = checkpoint?;
        for message in std::mem::take(&mut self.aside) {
            self.apply(message);
        }
        self.resume_token = checkpoint.resume_token;
        Some(checkpoint.header.unwrap_or_default())
    }

    fn apply(&mut self, message: WatchStatusResponse) {
        if message.snapshot_started.is_some() {
            self.nodes.clear();
        }
        self.nodes.extend(message.updated.into_iter().map(|node| (node.node_id, node)));
        for node in message.removed {
            self.nodes.remove(&node.node_id);
        }
    }

    fn digest(&self) -> u64 {
        self.nodes.values().fold(0, |sum, node| sum.wrapping_add(node.fingerprint))
    }

    fn line(&self, revision: i64) -> String {
        let nodes = self.nodes.values().map(|node| {
            let names: Vec<_> = node.coprocessors.iter().map(|row| row.name.as_str()).collect();
            format!(" {}={}({})", node.node_id, state_name(node.state), names.join(","))
        });
        format!("revision {revision}:{}", nodes.collect::<String>())
    }
}

/// UP for STATE_UP, and the number for a state that is newer than this program.
pub fn state_name(state: i32) -> String {
    match State::try_from(state) {
        Ok(known) => known.as_str_name().trim_start_matches("STATE_").to_string(),
        Err(_) => state.to_string(),
    }
}

enum Outcome {
    Reached,
    DigestDiffers,
}

/// Prints a line for each state, up to the revision `until`. The error is final.
pub async fn print_until(replicas: &mut Replicas, until: Option<i64>) -> Result<(), String> {
    let mut held = Held::default();
    let mut shown = String::new();
    loop {
        match follow(replicas, &mut held, &mut shown, until).await {
            Ok(Outcome::Reached) => return Ok(()),
            Ok(Outcome::DigestDiffers) => {
                held.resume_token.clear();
                replicas.digest_differed().await;
            }
            Err(status) => {
                if replicas.failed(&status).await? == Remedy::StartAgain {
                    held.resume_token.clear();
                }
            }
        }
    }
}

/// One call. It has no deadline, because that would end the watch.
async fn follow(
    replicas: &mut Replicas,
    held: &mut Held,
    shown: &mut String,
    until: Option<i64>,
) -> Result<Outcome, Status> {
    held.aside.clear();
    let request = WatchStatusRequest {
        resume_token: held.resume_token.clone(),
        heartbeat_interval: Some(prost_types::Duration { seconds: HEARTBEAT_SECONDS, nanos: 0 }),
        ..Default::default()
    };
    let mut stream = unless_silent(replicas.client().watch_status(request)).await?.into_inner();
    while let Some(message) = unless_silent(stream.message()).await? {
        let Some(header) = held.add(message) else { continue };
        if held.digest() != header.digest {
            return Ok(Outcome::DigestDiffers);
        }
        replicas.succeeded();
        let line = held.line(header.revision);
        if line != *shown {
            println!("{line}");
            *shown = line;
        }
        if until.is_some_and(|revision| header.revision >= revision) {
            return Ok(Outcome::Reached);
        }
    }
    Err(Status::unavailable("the watch ended"))
}

async fn unless_silent<T>(answer: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    timeout(SILENCE, answer).await.map_err(|_| Status::cancelled(format!("silent for {} s", SILENCE.as_secs())))?
}
