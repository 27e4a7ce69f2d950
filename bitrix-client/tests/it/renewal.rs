//! Tokens that expire: renewed once for everybody, stored before they are used, never lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use bitrix_client::{
    Application, AuthHost, Batch, CallOptions, EntityType, ErrorKind, Event, FileTokenStore,
    GetItem, GetProfile, Id, Installation, MemberId, MemoryTokenStore, OAuth, Params, PortalHosts,
    Redirect, Revision, Stored, Swap, TokenFault, TokenStore, TokenStoreError, UpdateItem,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};
use serde_json::json;

use crate::sandbox::{
    KEY, PROOF, an_hour_passes, client, installed, member, memory, oauth, portal, requests, session,
};
use crate::support::JumpingClock;

/// What no repeat helps against.
const REVOKED: ErrorKind = ErrorKind::Unauthorized(TokenFault::Revoked);

fn deal() -> Id {
    Id::new(4512).unwrap()
}

fn retitle(title: &str) -> UpdateItem {
    UpdateItem::new(EntityType::DEAL, deal(), Params::new().with("title", title))
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_very_call_repeated() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    client.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile"]);
    an_hour_passes(&sandbox);
    // One attempt is allowed: renewing is none.
    let options = CallOptions::default().attempts(1);
    client.call_with(&retitle("new"), &options).await.unwrap();
    let all = ["crm.item.update", "oauth/token", "crm.item.update"];
    assert_eq!(requests(&sandbox), all);
    client.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile"]);
}

#[tokio::test]
async fn a_batch_whose_token_expired_did_not_run_and_is_sent_again() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    let mut batch = Batch::new();
    let first = batch.add(retitle("from a batch")).unwrap();
    let second = batch.add(GetItem::new(EntityType::DEAL, deal())).unwrap();
    let results = client.batch(&batch).await.unwrap();
    results.take(&first).unwrap();
    let read = results.take(&second).unwrap();
    assert_eq!(read.title.as_deref(), Some("from a batch"));
    assert_eq!(requests(&sandbox), ["batch", "oauth/token", "batch"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_at_once_make_one_renewal() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    // The answer is slow, so that all of them find the old token expired.
    let slow = FaultKind::Slow { ms: 200 };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", slow));
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.call(&GetProfile).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let all = requests(&sandbox);
    let renewals = all.iter().filter(|name| *name == "oauth/token").count();
    assert_eq!(renewals, 1, "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_that_is_not_accepted_is_told_and_nothing_ran() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    let refused = FaultKind::Status {
        status: 400,
        body: r#"{"error":"invalid_grant","error_description":"x"}"#.to_owned(),
        content_type: "application/json".to_owned(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", refused).count(0));
    let error = client.call(&retitle("x")).await.unwrap_err();
    assert_eq!(error.kind(), REVOKED);
    assert_eq!(error.code(), "invalid_grant");
    assert!(error.to_string().contains("install it again"), "{error}");
    assert!(!error.may_have_happened() && !error.is_retryable());
    assert_eq!(requests(&sandbox), ["crm.item.update", "oauth/token"]);
}

/// Nobody else can be storing a pair, so there is nothing to wait for.
#[tokio::test]
async fn who_renews_alone_is_told_of_a_refusal_at_once() {
    let sandbox = portal().await;
    let clock = JumpingClock::new();
    let server = AuthHost::loopback(sandbox.auth_urls()[1]).unwrap();
    let application = Application::new("local.app", KEY, server).unwrap();
    let oauth = OAuth::builder(application, memory())
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .clock(clock.clone());
    let session = session(&sandbox, &oauth.build().unwrap()).await;
    an_hour_passes(&sandbox);
    let refused = crate::sandbox::refusal(400, "invalid_grant");
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", refused));
    let error = client(&session).call(&GetProfile).await.unwrap_err();
    assert_eq!(error.kind(), REVOKED);
    assert_eq!(clock.sleeps().iter().sum::<u128>(), 0);
}

/// The portal does not know the tokens any more, and says so with a code of its own.
#[tokio::test]
async fn an_application_that_was_removed_is_told_and_comes_back_with_the_next_installation() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let session = session(&sandbox, &oauth).await;
    let client = client(&session);
    let removed = json!({ "do": "uninstall", "application": "local.app" });
    sandbox.act(Side::Portal, &removed).unwrap();
    let error = client.call(&retitle("x")).await.unwrap_err();
    assert_eq!(error.kind(), REVOKED);
    assert_eq!(requests(&sandbox), ["crm.item.update", "oauth/token"]);
    let event = Event::from_form(&installed(&sandbox)).unwrap();
    oauth.install(&event).await.unwrap();
    sandbox.clear_requests();
    client.call(&retitle("x")).await.unwrap();
    assert_eq!(requests(&sandbox), ["crm.item.update", "crm.item.update"]);
}

#[tokio::test]
async fn a_server_that_is_down_leaves_the_call_undone_and_the_session_alive() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    let down = Fault::new(Side::Portal, "oauth/token", FaultKind::Html { status: 502 });
    sandbox.add_fault(down.count(3));
    let error = client.call(&retitle("x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refresh);
    assert!(error.is_retryable() && !error.may_have_happened());
    assert_eq!(requests(&sandbox).len(), 4);
    client.call(&retitle("y")).await.unwrap();
    let all = ["crm.item.update", "oauth/token", "crm.item.update"];
    assert_eq!(requests(&sandbox), all);
}

/// Where the server keeps the old refresh token until the new pair is used, a lost answer and a
/// crash between answer and store lose nothing, since a pair that is not stored is never used.
#[tokio::test]
async fn a_crash_between_renewal_and_store_loses_nothing() {
    let sandbox = portal().await;
    let until_used = json!({ "refresh_rotation": "until_used" });
    sandbox.switch(Side::Portal, &until_used).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = || Arc::new(FileTokenStore::new(folder.path()));
    session(&sandbox, &oauth(&sandbox, files())).await;
    an_hour_passes(&sandbox);
    let crashing = Arc::new(CrashingStore::new(FileTokenStore::new(folder.path())));
    {
        let oauth = oauth(&sandbox, crashing.clone());
        let session = oauth.session(&member()).await.unwrap().unwrap();
        crashing.crash.store(true, Ordering::SeqCst);
        let error = client(&session).call(&GetProfile).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refresh);
        assert_eq!(requests(&sandbox), ["profile", "oauth/token"]);
    }
    // The process starts again from what is on the disk.
    let session = oauth(&sandbox, files())
        .session(&member())
        .await
        .unwrap()
        .unwrap();
    client(&session).call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile", "oauth/token", "profile"]);
}

#[tokio::test]
async fn a_lost_answer_of_the_server_is_asked_for_again() {
    let sandbox = portal().await;
    let until_used = json!({ "refresh_rotation": "until_used" });
    sandbox.switch(Side::Portal, &until_used).unwrap();
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    an_hour_passes(&sandbox);
    sandbox.add_fault(Fault::new(
        Side::Portal,
        "oauth/token",
        FaultKind::DropAfter,
    ));
    client(&session).call(&GetProfile).await.unwrap();
    let all = ["profile", "oauth/token", "oauth/token", "profile"];
    assert_eq!(requests(&sandbox), all);
}

/// Where it dies at once, the error says so, and the next proved event brings the session back.
#[tokio::test]
async fn a_pair_that_strict_rotation_lost_comes_back_with_the_next_event() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let session = session(&sandbox, &oauth).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    sandbox.add_fault(Fault::new(
        Side::Portal,
        "oauth/token",
        FaultKind::DropAfter,
    ));
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
    let event = Event::from_form(&installed(&sandbox)).unwrap();
    oauth.install(&event).await.unwrap();
    sandbox.clear_requests();
    // The session of before takes the pair that was stored; the server is not asked.
    client.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile", "profile"]);
}

#[tokio::test]
async fn a_pair_that_the_store_refused_is_kept_and_stored_before_anything_else() {
    let sandbox = portal().await;
    let store = Arc::new(CrashingStore::new(MemoryTokenStore::new()));
    let session = session(&sandbox, &oauth(&sandbox, store.clone())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    store.crash.store(true, Ordering::SeqCst);
    let error = client.call(&retitle("x")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Refresh, "token-store")
    );
    assert_eq!(error.description(), "expected room on the disk, found none");
    assert_eq!(requests(&sandbox), ["crm.item.update", "oauth/token"]);
    store.crash.store(false, Ordering::SeqCst);
    client.call(&retitle("x")).await.unwrap();
    assert_eq!(requests(&sandbox), ["crm.item.update", "crm.item.update"]);
}

#[tokio::test]
async fn a_renewal_runs_to_its_end_when_its_caller_is_gone() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let client = client(&session);
    an_hour_passes(&sandbox);
    let slow = FaultKind::Slow { ms: 150 };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", slow));
    {
        let call = client.call(&GetProfile);
        let gone = tokio::time::timeout(std::time::Duration::from_millis(75), call).await;
        assert!(gone.is_err());
    }
    client.call(&GetProfile).await.unwrap();
    let all = requests(&sandbox);
    assert_eq!(
        all.iter().filter(|name| *name == "oauth/token").count(),
        1,
        "{all:?}"
    );
}

/// The portal's page sends the user back with a code.
async fn sent_back(sandbox: &Sandbox, oauth: &OAuth, state: &str) -> Redirect {
    let page = oauth.authorize_url(sandbox.portal_url(), state).unwrap();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let back = http.get(page).send().await.unwrap();
    let back = back.headers()["location"].to_str().unwrap().to_owned();
    sandbox.clear_requests();
    Redirect::from_query(back.split_once('?').unwrap().1).unwrap()
}

#[tokio::test]
async fn a_code_of_the_portals_page_becomes_a_session() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let redirect = sent_back(&sandbox, &oauth, "unguessable").await;
    let error = oauth.exchange(&redirect, "another").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(requests(&sandbox).is_empty());
    let session = oauth.exchange(&redirect, "unguessable").await.unwrap();
    client(&session).call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["oauth/token", "profile"]);
    let error = oauth.exchange(&redirect, "unguessable").await.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
}

#[tokio::test]
async fn who_authorizes_by_hand_leaves_the_proof_of_events_in_place() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    session(&sandbox, &oauth).await;
    let redirect = sent_back(&sandbox, &oauth, "state").await;
    oauth.exchange(&redirect, "state").await.unwrap();
    let known = oauth.installation(&member()).await.unwrap().unwrap();
    assert_eq!(known.application_token().unwrap().expose(), PROOF);
}

#[tokio::test]
async fn an_exchange_runs_to_its_end_when_its_caller_is_gone() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let redirect = sent_back(&sandbox, &oauth, "state").await;
    let slow = FaultKind::Slow { ms: 150 };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", slow));
    let work = oauth.exchange(&redirect, "state");
    let gone = tokio::time::timeout(std::time::Duration::from_millis(75), work).await;
    assert!(gone.is_err());
    let kept = async {
        while oauth.session(&member()).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    let late = std::time::Duration::from_secs(10);
    assert!(tokio::time::timeout(late, kept).await.is_ok());
}

#[tokio::test]
async fn a_store_that_fails_at_an_installation_is_tried_three_times() {
    let sandbox = portal().await;
    let store = Arc::new(CrashingStore::new(MemoryTokenStore::new()));
    let oauth = oauth(&sandbox, store.clone());
    store.crash.store(true, Ordering::SeqCst);
    let event = Event::from_form(&installed(&sandbox)).unwrap();
    let error = oauth.install(&event).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refresh);
    assert_eq!(store.refused.load(Ordering::SeqCst), 3);
}

/// Refuses to store while it is told to: what a crash before the write looks like.
struct CrashingStore<S> {
    inner: S,
    crash: AtomicBool,
    refused: AtomicUsize,
}

impl<S> CrashingStore<S> {
    fn new(inner: S) -> Self {
        Self {
            inner,
            crash: AtomicBool::new(false),
            refused: AtomicUsize::new(0),
        }
    }
}

#[async_trait]
impl<S: TokenStore> TokenStore for CrashingStore<S> {
    async fn load(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError> {
        self.inner.load(portal).await
    }

    async fn compare_and_set(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError> {
        if self.crash.load(Ordering::SeqCst) {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Err(TokenStoreError::new(
                "expected room on the disk, found none",
            ));
        }
        self.inner.compare_and_set(portal, seen, next).await
    }

    async fn remove(&self, portal: &MemberId) -> Result<(), TokenStoreError> {
        self.inner.remove(portal).await
    }
}
