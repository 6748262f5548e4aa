// SPDX-License-Identifier: Apache-2.0

use std::collections::BTreeMap;

use crate::api::{Header, NodeStatus, WatchStatusResponse};

/// The nodes that a client holds. Messages of a watch wait aside for a checkpoint, as the API's manual says.
#[derive(Default)]
pub struct Fold {
    nodes: BTreeMap<i32, NodeStatus>,
    aside: Vec<WatchStatusResponse>,
}

impl Fold {
    pub fn update(&mut self, nodes: Vec<NodeStatus>) {
        self.nodes.extend(nodes.into_iter().map(|node| (node.node_id, node)));
    }

    /// Returns the header of the message's checkpoint, if it has one.
    pub fn apply(&mut self, mut message: WatchStatusResponse) -> Option<Header> {
        let checkpoint = message.checkpoint.take();
        self.aside.push(message);
        let header = checkpoint?.header?;
        for message in std::mem::take(&mut self.aside) {
            if message.snapshot_started.is_some() {
                self.nodes.clear();
            }
            self.update(message.updated);
            for node in message.removed {
                self.nodes.remove(&node.node_id);
            }
        }
        Some(header)
    }

    /// The line for this state.
    pub fn line(&self, header: &Header) -> String {
        let digest = self.nodes.values().fold(0u64, |sum, node| sum.wrapping_add(node.fingerprint));
        assert_eq!(digest, header.digest, "the digest of {header:?}");
        let ids: Vec<i32> = self.nodes.keys().copied().collect();
        let raw_bytes: usize = self.nodes.values().map(|node| node.raw_value.len()).sum();
        format!(
            r#"{{"revision": "{}", "digest": "{digest}", "nodes": {ids:?}, "raw_bytes": {raw_bytes}}}"#,
            header.revision
        )
    }
}
