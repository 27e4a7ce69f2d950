//! Each fault, for a call that may be repeated and for one that may not, with exact counts.

use std::time::Duration;

use bitrix_client::{
    Batch, CallOptions, DecodeError, Error, ErrorKind, GetServerTime, Method, Params, RawJson,
    TokenFault,
};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Break, Breaker, builder, client, nobody};

/// A call that may be repeated.
struct Read;

/// A call that makes a second thing when it is repeated.
struct Create;

macro_rules! call {
    ($name:ident, $wire:literal, $repeatable:literal) => {
        impl Method for $name {
            const NAME: &'static str = $wire;
            const REPEATABLE: bool = $repeatable;
            type Answer = ();

            fn params(&self) -> Params {
                Params::new()
            }

            fn decode(&self, result: RawJson<'_>) -> Result<(), DecodeError> {
                result.parse()
            }
        }
    };
}

call!(Read, "test.read", true);
call!(Create, "test.create", false);

struct Fault {
    answer: ResponseTemplate,
    kind: ErrorKind,
    reads: usize,
    creates: usize,
    may_have_happened: bool,
}

fn json(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json")
}

fn error(status: u16, code: &str) -> ResponseTemplate {
    json(
        status,
        &format!(r#"{{"error":"{code}","error_description":"words"}}"#),
    )
}

fn fault(answer: ResponseTemplate, kind: ErrorKind) -> Fault {
    Fault {
        answer,
        kind,
        reads: 1,
        creates: 1,
        may_have_happened: false,
    }
}

impl Fault {
    fn retried(self, reads: usize, creates: usize) -> Self {
        Self {
            reads,
            creates,
            ..self
        }
    }

    fn unsure(self) -> Self {
        Self {
            may_have_happened: true,
            ..self
        }
    }
}

fn html(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw("<html><b>Bad Gateway</b></html>", "text/html")
}

fn faults() -> Vec<Fault> {
    let moved = ResponseTemplate::new(302).insert_header("Location", "https://new.example/rest/");
    vec![
        fault(error(503, "QUERY_LIMIT_EXCEEDED"), ErrorKind::RateLimited).retried(4, 4),
        fault(error(503, "OVERLOAD_LIMIT"), ErrorKind::Overload),
        fault(
            error(429, "OPERATION_TIME_LIMIT"),
            ErrorKind::OperatingLimit { until: None },
        ),
        fault(error(500, "INTERNAL_SERVER_ERROR"), ErrorKind::ServerFault)
            .retried(4, 1)
            .unsure(),
        fault(error(500, "PORTAL_DELETED"), ErrorKind::PortalGone),
        fault(html(502), ErrorKind::NotJson { status: 502 })
            .retried(4, 1)
            .unsure(),
        fault(html(200), ErrorKind::NotJson { status: 200 })
            .retried(4, 1)
            .unsure(),
        fault(
            error(401, "expired_token"),
            ErrorKind::Unauthorized(TokenFault::Expired),
        ),
        fault(error(403, "insufficient_scope"), ErrorKind::Scope),
        fault(error(400, "NOT_FOUND"), ErrorKind::NotFound),
        fault(error(200, "ERROR_ARGUMENT"), ErrorKind::InvalidArgument),
        fault(error(400, "SOMETHING_NEW"), ErrorKind::Rejected),
        fault(moved, ErrorKind::Moved),
    ]
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

fn attempts(error: &Error) -> usize {
    usize::try_from(error.attempts()).unwrap()
}

#[tokio::test]
async fn every_answer_is_repeated_exactly_as_often_as_it_is_safe() {
    for fault in faults() {
        let server = server(fault.answer.clone()).await;
        let (client, _) = client(&server.uri());
        let read = client.call(&Read).await.unwrap_err();
        assert_eq!(sent(&server).await, fault.reads, "{read:?}");
        server.reset().await;
        Mock::given(method("POST"))
            .respond_with(fault.answer)
            .mount(&server)
            .await;
        let create = client.call(&Create).await.unwrap_err();
        assert_eq!(sent(&server).await, fault.creates, "{create:?}");
        for (error, sent) in [(read, fault.reads), (create, fault.creates)] {
            assert_eq!(error.kind(), fault.kind);
            assert_eq!(attempts(&error), sent, "{error:?}");
            assert_eq!(
                error.may_have_happened(),
                fault.may_have_happened,
                "{error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_call_marked_as_safe_is_repeated_like_a_read() {
    let server = server(html(504)).await;
    let (client, clock) = client(&server.uri());
    let options = CallOptions::default().safe_to_repeat().attempts(3);
    let error = client.call_with(&Create, &options).await.unwrap_err();
    assert_eq!((sent(&server).await, error.attempts()), (3, 3));
    assert_eq!(clock.sleeps(), [500, 1000]);
}

#[tokio::test]
async fn a_refused_connection_did_not_run_and_is_repeated_always() {
    let (client, clock) = client(&nobody().await);
    let error = client.call(&Create).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
    assert!(!error.may_have_happened() && error.is_retryable());
    assert_eq!(clock.sleeps(), [500, 1000, 2000]);
}

#[tokio::test]
async fn a_broken_connection_is_repeated_for_reads_only() {
    for broken in [&[Break::Drop][..], &[Break::Truncate]] {
        let server = Breaker::start(broken).await;
        let (client, _) = client(&server.address());
        let error = client.call(&Create).await.unwrap_err();
        assert_eq!(
            (error.kind(), server.requests()),
            (ErrorKind::Reset, 1),
            "{broken:?}"
        );
        assert!(error.may_have_happened());
        let error = client.call(&Read).await.unwrap_err();
        assert_eq!(
            (error.kind(), server.requests()),
            (ErrorKind::Reset, 5),
            "{broken:?}"
        );
    }
}

#[tokio::test]
async fn a_time_out_is_repeated_for_reads_only() {
    let server = Breaker::start(&[Break::Silence]).await;
    let (client, _) = client(&server.address());
    let options = CallOptions::default()
        .timeout(Duration::from_millis(40))
        .attempts(2);
    let error = client.call_with(&Create, &options).await.unwrap_err();
    assert_eq!((error.kind(), server.requests()), (ErrorKind::Timeout, 1));
    assert!(error.may_have_happened());
    let error = client.call_with(&Read, &options).await.unwrap_err();
    assert_eq!((error.kind(), server.requests()), (ErrorKind::Timeout, 3));
}

#[tokio::test]
async fn a_read_succeeds_after_faults_that_pass() {
    let server = Breaker::start(&[Break::Drop, Break::Truncate, Break::Answer]).await;
    let (client, clock) = client(&server.address());
    client.call(&Read).await.unwrap();
    assert_eq!(server.requests(), 3);
    assert_eq!(clock.sleeps(), [500, 1000]);
}

#[tokio::test]
async fn an_unknown_first_attempt_is_remembered_when_the_next_is_refused() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(html(502))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(error(400, "NOT_FOUND"))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let options = CallOptions::default().safe_to_repeat();
    let error = client.call_with(&Create, &options).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotFound, 2));
    assert!(error.may_have_happened());
}

#[tokio::test]
async fn one_refusal_fills_the_bucket_for_everyone_who_shares_it() {
    let server = MockServer::start().await;
    let refused = error(503, "QUERY_LIMIT_EXCEEDED");
    Mock::given(method("POST"))
        .respond_with(refused)
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(json(200, r#"{"result":1}"#))
        .mount(&server)
        .await;
    let (client, clock) = client(&server.uri());
    client.call(&Create).await.unwrap();
    assert_eq!(
        clock.sleeps(),
        [500, 500],
        "after the back-off it waits for the portal's next step"
    );
    client.clone().call(&Create).await.unwrap();
    assert_eq!(clock.sleeps(), [500, 500], "a step makes room for two");
    client.clone().call(&Create).await.unwrap();
    assert_eq!(clock.sleeps(), [500, 500, 1000], "the third waits on");
    assert_eq!(sent(&server).await, 4);
}

#[tokio::test]
async fn more_requests_than_the_bucket_holds_go_out_at_the_portals_pace() {
    let server = server(json(200, r#"{"result":1}"#)).await;
    let (builder, clock) = builder(&server.uri());
    let plan = bitrix_client::Plan::new(3, chrono::TimeDelta::milliseconds(500));
    let client = builder.plan(plan).build().unwrap();
    for _ in 0..5 {
        client.call(&Read).await.unwrap();
    }
    assert_eq!(clock.sleeps(), [500, 500]);
}

#[tokio::test]
async fn a_whole_batch_is_repeated_only_when_every_command_may_be() {
    let server = server(html(502)).await;
    let (client, _) = client(&server.uri());
    let mut reads = Batch::new();
    reads.add(Read).unwrap();
    reads.add(GetServerTime).unwrap();
    assert_eq!(client.batch(&reads).await.unwrap_err().attempts(), 4);
    let mut mixed = reads.clone();
    mixed.add(Create).unwrap();
    let error = client.batch(&mixed).await.unwrap_err();
    assert_eq!((error.attempts(), error.may_have_happened()), (1, true));
    assert_eq!(sent(&server).await, 5);
}

#[tokio::test]
async fn the_operating_limit_says_until_when_from_the_last_good_answer() {
    let server = MockServer::start().await;
    let good = r#"{"result":1,"time":{"operating":470.5,"operating_reset_at":1800000060}}"#;
    Mock::given(method("POST"))
        .respond_with(json(200, good))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    let limit = error(429, "OPERATION_TIME_LIMIT");
    Mock::given(method("POST"))
        .respond_with(limit)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    client.call(&Read).await.unwrap();
    let used = client.operating().of("test.read").unwrap().used;
    assert_eq!(used, Duration::from_millis(470_500));
    let error = client.call(&Read).await.unwrap_err();
    let until = chrono::DateTime::from_timestamp(1_800_000_060, 0);
    assert_eq!(error.kind(), ErrorKind::OperatingLimit { until });
    assert_eq!(error.retry_after(), Some(Duration::from_mins(1)));
}

#[tokio::test]
async fn a_retry_after_header_is_kept_to() {
    let server = MockServer::start().await;
    let busy = html(503).insert_header("Retry-After", "7");
    Mock::given(method("POST"))
        .respond_with(busy)
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(json(200, r#"{"result":1}"#))
        .mount(&server)
        .await;
    let (client, clock) = client(&server.uri());
    client.call(&Read).await.unwrap();
    assert_eq!(clock.sleeps(), [7000]);
}
