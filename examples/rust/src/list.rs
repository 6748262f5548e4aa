// SPDX-License-Identifier: Apache-2.0
//! Lists all coprocessors, page by page, and prints them as a table.

use std::time::{Duration, Instant};

use crate::api::{node_status::State, ListCoprocessorsRequest, ListCoprocessorsResponse};
use crate::replicas::{within, Replicas};

/// For one page of one replica, so that one that hangs leaves time for the others.
const ATTEMPT: Duration = Duration::from_secs(3);
/// No attempt begins later.
const LISTING: Duration = Duration::from_secs(10);

pub async fn print(replicas: &mut Replicas) -> Result<(), String> {
    let pages = all_pages(replicas).await?;
    let mut table = vec![["NODE".to_string(), "NAME".to_string(), "INPUT TOPICS".to_string()]];
    for row in pages.iter().flat_map(|page| &page.coprocessors) {
        table.push([row.node_id.to_string(), row.name.clone(), row.input_topics.join(",")]);
    }
    let width = |column: usize| table.iter().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
    let (ids, names) = (width(0), width(1));
    for [id, name, topics] in &table {
        println!("{}", format!("{id:ids$}  {name:names$}  {topics}").trim_end());
    }
    let not_up = pages.iter().flat_map(|page| &page.nodes_not_up);
    let not_up: String = not_up.map(|node| format!(" {}={}", node.node_id, state_name(node.state))).collect();
    if !not_up.is_empty() {
        println!("not up:{not_up}");
    }
    Ok(())
}

async fn all_pages(replicas: &mut Replicas) -> Result<Vec<ListCoprocessorsResponse>, String> {
    let began = Instant::now();
    let (mut pages, mut page_token) = (Vec::new(), String::new());
    while began.elapsed() < LISTING {
        let request = ListCoprocessorsRequest { page_token: page_token.clone(), ..Default::default() };
        match within(ATTEMPT, replicas.client().list_coprocessors(request)).await {
            Ok(page) => {
                pages.push(page.into_inner());
                page_token.clone_from(&pages[pages.len() - 1].next_page_token);
                if page_token.is_empty() {
                    replicas.succeeded();
                    return Ok(pages);
                }
            }
            Err(status) => {
                // Otherwise the token may be good on the next replica, too.
                if replicas.failed(&status).await? {
                    (pages, page_token) = Default::default();
                }
            }
        }
    }
    Err(format!("no whole list within {} s", LISTING.as_secs()))
}

/// UP for STATE_UP, and the number for a state that is newer than this program.
pub fn state_name(state: i32) -> String {
    match State::try_from(state) {
        Ok(known) => known.as_str_name().trim_start_matches("STATE_").to_string(),
        Err(_) => state.to_string(),
    }
}
