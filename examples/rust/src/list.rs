// SPDX-License-Identifier: Apache-2.0
//! Lists all coprocessors, page by page, and prints them as a table.

use std::time::Duration;

use tokio::time::timeout;

use crate::api::{Coprocessor, ListCoprocessorsRequest, ListCoprocessorsResponse, NodeStatus};
use crate::errors::Remedy;
use crate::replicas::Replicas;
use crate::watch::state_name;

const DEADLINE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Listing {
    rows: Vec<Coprocessor>,
    not_up: Vec<NodeStatus>,
}

impl Listing {
    fn add(&mut self, page: ListCoprocessorsResponse) {
        self.rows.extend(page.coprocessors);
        self.not_up.extend(page.nodes_not_up);
    }
}

pub async fn print(replicas: &mut Replicas) -> Result<(), String> {
    let listing = timeout(DEADLINE, list(replicas)).await.map_err(|_| "no list within 10 s")??;
    print_table(&listing.rows);
    if !listing.not_up.is_empty() {
        let nodes = listing.not_up.iter().map(|node| format!(" {}={}", node.node_id, state_name(node.state)));
        println!("not up:{}", nodes.collect::<String>());
    }
    Ok(())
}

async fn list(replicas: &mut Replicas) -> Result<Listing, String> {
    let mut listing = Listing::default();
    let mut request = ListCoprocessorsRequest::default();
    loop {
        match replicas.client().list_coprocessors(request.clone()).await {
            Ok(page) => {
                let page = page.into_inner();
                request.page_token = page.next_page_token.clone();
                listing.add(page);
                if request.page_token.is_empty() {
                    replicas.succeeded();
                    return Ok(listing);
                }
            }
            // The page's token is good on another replica too.
            Err(status) => {
                if replicas.failed(&status).await? == Remedy::StartAgain {
                    (listing, request) = Default::default();
                }
            }
        }
    }
}

fn print_table(rows: &[Coprocessor]) {
    let head = ["NODE".to_string(), "NAME".to_string(), "INPUT TOPICS".to_string()];
    let cells = rows.iter().map(|row| [row.node_id.to_string(), row.name.clone(), row.input_topics.join(",")]);
    let lines: Vec<_> = std::iter::once(head).chain(cells).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let (ids, names) = (width(0), width(1));
    for [id, name, topics] in &lines {
        println!("{}", format!("{id:ids$}  {name:names$}  {topics}").trim_end());
    }
}
