// SPDX-License-Identifier: Apache-2.0
//! Lists the coprocessors of a cluster, and watches them over any loss of servers. README.md says how to run it.

mod list;
mod replicas;
mod watch;

use std::process::ExitCode;

use tokio::signal::unix::{signal, SignalKind};

use replicas::Replicas;
use watch::Watch;

mod api {
    tonic::include_proto!("rollcall.v1");
}

async fn run(words: &[String]) -> Result<(), String> {
    let (servers, until) = match words {
        [servers] => (servers, None),
        [servers, revision] => (servers, Some(revision.parse().map_err(|error| format!("{revision}: {error}"))?)),
        _ => return Err("usage: rollcall-example HOST:PORT[,HOST:PORT...] [REVISION]".to_string()),
    };
    let mut replicas = Replicas::new(servers)?;
    list::print(&mut replicas).await?;
    Watch::default().print_until(&mut replicas, until).await
}

async fn interrupted() {
    let [mut interrupt, mut terminate] = [SignalKind::interrupt(), SignalKind::terminate()]
        .map(|kind| signal(kind).expect("SIGINT and SIGTERM can be handled"));
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let result = tokio::select! {
        result = run(&words) => result,
        // With a revision, an early end must not look as if it had been reached.
        () = interrupted(), if words.len() == 1 => Ok(()),
    };
    if let Err(message) = result {
        eprintln!("{message}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
