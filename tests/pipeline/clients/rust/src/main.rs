// SPDX-License-Identifier: Apache-2.0
//! A client of Rollcall on tonic; ../README.md says what it prints.

mod fold;

use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use prost::Message;
use tokio::io::{AsyncBufReadExt, BufReader};
use tonic::transport::Channel;
use tonic::{Request, Status};

use api::coprocessor_status_service_client::CoprocessorStatusServiceClient;
use api::{Header, ListNodesRequest, NodeView, WatchStatusRequest};
use fold::Fold;

mod api {
    tonic::include_proto!("rollcall.v1");
}
#[allow(dead_code)] // of the details only ErrorInfo is read
mod rpc {
    tonic::include_proto!("google.rpc");
}

type Client = CoprocessorStatusServiceClient<Channel>;
type Failure = Box<dyn std::error::Error>;

const VIEW: i32 = NodeView::Full as i32;

fn print_end(status: &Status) {
    let details = rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default();
    let info = details
        .iter()
        .find(|detail| detail.type_url.ends_with("/google.rpc.ErrorInfo"))
        .and_then(|detail| rpc::ErrorInfo::decode(detail.value.as_slice()).ok())
        .unwrap_or_default();
    let code = code_name(status.code());
    println!(r#"{{"status": "{code}", "reason": "{}", "domain": "{}"}}"#, info.reason, info.domain);
}

/// "InvalidArgument" is INVALID_ARGUMENT in other languages.
fn code_name(code: tonic::Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

async fn list(mut client: Client) -> Result<(), Status> {
    let mut fold = Fold::default();
    let mut request = ListNodesRequest { view: VIEW, ..Default::default() };
    loop {
        let page = client.list_nodes(request.clone()).await?.into_inner();
        fold.update(page.nodes);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            println!("{}", fold.line(&page.header.unwrap_or_default()));
            return Ok(());
        }
    }
}

async fn error(mut client: Client) -> Result<(), Status> {
    let request = ListNodesRequest { page_token: "x".to_string(), ..Default::default() };
    client.list_nodes(request).await.map(|_| ())
}

/// Calls `on_checkpoint` with the line of each checkpoint until it breaks. Dropping the stream cancels the call.
async fn watch(
    mut client: Client,
    deadline: Option<Duration>,
    waits: bool,
    mut on_checkpoint: impl FnMut(String, &Header) -> ControlFlow<()>,
) -> Result<(), Status> {
    let mut request = Request::new(WatchStatusRequest { view: VIEW, ..Default::default() });
    if let Some(deadline) = deadline {
        request.set_timeout(deadline);
    }
    let mut stream = client.watch_status(request).await?.into_inner();
    let mut fold = Fold::default();
    let mut first = true;
    while let Some(message) = stream.message().await? {
        if std::mem::take(&mut first) && waits {
            wait_for_line().await;
        }
        if let Some(header) = fold.apply(message) {
            if on_checkpoint(fold.line(&header), &header).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

async fn wait_for_line() {
    println!(r#"{{"waiting": true}}"#);
    let mut line = String::new();
    BufReader::new(tokio::io::stdin()).read_line(&mut line).await.expect("stdin can be read");
}

fn go_on(line: String) -> ControlFlow<()> {
    println!("{line}");
    Continue(())
}

fn until(revision: i64, header: &Header) -> ControlFlow<()> {
    if header.revision >= revision { Break(()) } else { Continue(()) }
}

async fn watch_until(client: Client, revision: i64, waits: bool) -> Result<(), Status> {
    watch(client, None, waits, |line, header| {
        println!("{line}");
        until(revision, header)
    })
    .await
}

/// tonic has no call to cancel: a caller drops the future. So this program says itself that the call was cancelled.
async fn cancel(client: Client) -> Result<(), Status> {
    watch_until(client, i64::MIN, false).await?;
    Err(Status::cancelled("the stream was dropped"))
}

async fn many(client: Client, count: i64, revision: i64) -> Result<(), Failure> {
    let watches: Vec<_> = (0..count)
        .map(|_| {
            tokio::spawn(watch(client.clone(), None, false, move |line, header| {
                let reached = until(revision, header);
                if reached.is_break() {
                    println!("{line}");
                }
                reached
            }))
        })
        .collect();
    for watch in watches {
        watch.await??;
    }
    Ok(())
}

async fn run(client: Client, scenario: &str, numbers: &[i64]) -> Result<(), Failure> {
    match scenario {
        "list" => list(client).await?,
        "watch" => watch_until(client, numbers[0], false).await?,
        "error" => error(client).await?,
        "deadline" => {
            let deadline = Duration::from_millis(numbers[0] as u64);
            watch(client, Some(deadline), false, |line, _| go_on(line)).await?
        }
        "cancel" => cancel(client).await?,
        "slow" => watch_until(client, numbers[0], true).await?,
        "many" => many(client, numbers[0], numbers[1]).await?,
        _ => return Err(format!("unknown scenario {scenario}").into()),
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().collect();
    let numbers = words[3..].iter().map(|word| word.parse()).collect::<Result<Vec<i64>, _>>()?;
    let client = Client::connect(format!("http://{}", words[1])).await?;
    if let Err(failure) = run(client, &words[2], &numbers).await {
        print_end(failure.downcast_ref::<Status>().ok_or_else(|| failure.to_string())?);
    }
    Ok(())
}
