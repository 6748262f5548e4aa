// SPDX-License-Identifier: Apache-2.0
//! Lists the coprocessors of a cluster, and watches them over restarts of its servers. README.md says how to run it.

mod errors;
mod list;
mod replicas;
mod watch;

use std::process::ExitCode;

use tokio::signal::unix::{signal, SignalKind};

use replicas::Replicas;

mod api {
    tonic::include_proto!("rollcall.v1");
}

async fn run(servers: &str, until: Option<i64>) -> Result<(), String> {
    let mut replicas = Replicas::new(servers)?;
    list::print(&mut replicas).await?;
    watch::print_until(&mut replicas, until).await
}

async fn interrupted() {
    let [mut interrupt, mut terminate] = [SignalKind::interrupt(), SignalKind::terminate()]
        .map(|kind| signal(kind).expect("SIGINT and SIGTERM can be handled"));
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
}

fn arguments(words: &[String]) -> Option<(&str, Option<i64>)> {
    match words {
        [servers] => Some((servers, None)),
        [servers, revision] => Some((servers, Some(revision.parse().ok()?))),
        _ => None,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((servers, until)) = arguments(&words) else {
        eprintln!("usage: rollcall-example HOST:PORT[,HOST:PORT...] [REVISION]");
        return ExitCode::from(2);
    };
    let result = tokio::select! {
        result = run(servers, until) => result,
        // With a revision, an early end must not look as if it had been reached.
        () = interrupted(), if until.is_none() => Ok(()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
