// SPDX-License-Identifier: Apache-2.0
//! Folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says.

use std::collections::BTreeMap;
use std::time::Duration;

use tonic::Status;

use crate::api::{Checkpoint, Header, NodeStatus, WatchStatusRequest, WatchStatusResponse};
use crate::list::state_name;
use crate::replicas::{within, Replicas, WRONG_DIGEST};

const HEARTBEAT_SECONDS: i64 = 2;
/// Until its first message a server may wait for the token's revision.
const FIRST_MESSAGE: Duration = Duration::from_secs(15);
/// A watch that is silent for this long is dead.
const SILENCE: Duration = Duration::from_secs(2 * HEARTBEAT_SECONDS as u64 + 5);

#[derive(Default)]
pub struct Watch {
    nodes: BTreeMap<i32, NodeStatus>,
    resume_token: String, // of the checkpoint at which `nodes` is the state
    digest_was_wrong: bool,
    printed: String,
}

impl Watch {
    /// Prints each new state, up to the first one of the revision `until` or a later one. The error is final.
    pub async fn print_until(&mut self, replicas: &mut Replicas, until: Option<i64>) -> Result<(), String> {
        while let Err(status) = self.follow(replicas, until).await {
            if replicas.failed(&status).await? {
                self.resume_token.clear();
            }
        }
        Ok(())
    }

    /// One stream, without a deadline, which would end it.
    async fn follow(&mut self, replicas: &mut Replicas, until: Option<i64>) -> Result<(), Status> {
        let request = WatchStatusRequest {
            resume_token: self.resume_token.clone(),
            heartbeat_interval: Some(prost_types::Duration { seconds: HEARTBEAT_SECONDS, nanos: 0 }),
            ..Default::default()
        };
        let client = replicas.client();
        let open = async {
            let mut stream = client.watch_status(request).await?.into_inner();
            Ok((stream.message().await?, stream))
        };
        let (mut next, mut stream) = within(FIRST_MESSAGE, open).await?;
        // Since the last checkpoint. It is dropped with the stream, because the next replica may not have come so far.
        let mut aside = Vec::new();
        while let Some(mut message) = next {
            let checkpoint = message.checkpoint.take();
            aside.push(message);
            if let Some(Checkpoint { resume_token, header: Some(header) }) = checkpoint {
                aside.drain(..).for_each(|message| self.apply(message));
                self.complete(&header)?;
                self.resume_token = resume_token;
                replicas.succeeded();
                if until.is_some_and(|revision| header.revision >= revision) {
                    return Ok(());
                }
            }
            next = within(SILENCE, stream.message()).await?;
        }
        Err(Status::unknown("ended with OK, which Rollcall never does, but a proxy may"))
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

    fn complete(&mut self, header: &Header) -> Result<(), Status> {
        if self.nodes.values().fold(0_u64, |sum, node| sum.wrapping_add(node.fingerprint)) != header.digest {
            let again = if self.digest_was_wrong { " again: a fault of this client or of the server" } else { "" };
            self.digest_was_wrong = true;
            return Err(Status::new(WRONG_DIGEST, format!("the digest differs{again}")));
        }
        self.digest_was_wrong = false;
        let line = format!("revision {}:{}", header.revision, self.nodes.values().map(text).collect::<String>());
        // A heartbeat may bring nothing new.
        if line != self.printed {
            println!("{line}");
            self.printed = line;
        }
        Ok(())
    }
}

fn text(node: &NodeStatus) -> String {
    let names: Vec<_> = node.coprocessors.iter().map(|row| row.name.as_str()).collect();
    format!(" {}={}({})", node.node_id, state_name(node.state), names.join(","))
}
