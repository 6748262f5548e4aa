// SPDX-License-Identifier: Apache-2.0
//! What to do about an error: the table "Errors" at the top of rollcall.proto.

use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

#[derive(Clone, Copy, PartialEq)]
pub enum Remedy {
    GiveUp,
    Retry,
    StartAgain,
}

/// The reason, if the error is one of Rollcall's own. Only then the reason decides.
fn reason(status: &Status) -> Option<String> {
    status.get_details_error_info().filter(|info| info.domain == "rollcall.v1").map(|info| info.reason)
}

pub fn remedy(status: &Status) -> Remedy {
    use Remedy::*;
    let Some(reason) = reason(status) else { return remedy_of_transport(status.code()) };
    match reason.as_str() {
        "INVALID_FIELD" | "UNKNOWN_FILTER" | "PAGE_TOKEN_INVALID" | "UNAUTHENTICATED" | "PERMISSION_DENIED"
        | "TOPIC_UNSUITABLE" => GiveUp,
        "SHUTTING_DOWN"
        | "CATCHING_UP"
        | "TOPIC_MISSING"
        | "BROKER_UNREACHABLE"
        | "REVISION_NOT_REACHED"
        | "WATCHER_LIMIT"
        | "LIST_LIMIT"
        | "OVERLOADED" => Retry,
        "PAGE_TOKEN_EXPIRED" => StartAgain,
        _ => match status.code() {
            Code::Unavailable | Code::ResourceExhausted => Retry,
            Code::Aborted => StartAgain,
            _ => GiveUp,
        },
    }
}

/// Which code a lost server has depends on the library, so what is not surely final is retried.
fn remedy_of_transport(code: Code) -> Remedy {
    match code {
        Code::InvalidArgument
        | Code::NotFound
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Unauthenticated
        | Code::PermissionDenied => Remedy::GiveUp,
        _ => Remedy::Retry,
    }
}

pub fn retry_delay(status: &Status) -> Duration {
    status.get_details_retry_info().and_then(|info| info.retry_delay).unwrap_or_default()
}

/// CODE REASON message.
pub fn describe(status: &Status) -> String {
    let words = [code_name(status.code()), reason(status).unwrap_or_default(), status.message().to_string()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// InvalidArgument is INVALID_ARGUMENT in the manual and in other languages.
fn code_name(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}
