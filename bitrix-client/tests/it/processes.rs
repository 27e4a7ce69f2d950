//! Several processes that share a store of tokens: one renews, the others use its pair.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bitrix_client::{
    Application, AuthHost, FileTokenStore, GetProfile, Installation, MemberId, MemoryTokenStore,
    OAuth, PortalHosts, Revision, Session, Stored, Swap, SystemClock, TokenStore, TokenStoreError,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};

use crate::sandbox::{KEY, an_hour_passes, client, member, oauth, portal, requests, session};

fn files(folder: &Path) -> Arc<FileTokenStore> {
    Arc::new(FileTokenStore::new(folder))
}

/// Another process: it knows nothing but the store, and its waits are real.
async fn process(sandbox: &Sandbox, store: Arc<dyn TokenStore>) -> Session {
    let server = AuthHost::loopback(sandbox.auth_urls()[1]).unwrap();
    let application = Application::new("local.app", KEY, server).unwrap();
    let oauth = OAuth::builder(application, store)
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .clock(Arc::new(SystemClock::new()))
        .build()
        .unwrap();
    oauth.session(&member()).await.unwrap().unwrap()
}

/// Two processes find their token expired at the same moment; how often the server was asked.
async fn renewals(stores: [Arc<dyn TokenStore>; 2]) -> usize {
    let sandbox = portal().await;
    let [first, second] = stores;
    session(&sandbox, &oauth(&sandbox, first.clone())).await;
    let one = client(&process(&sandbox, first).await);
    let other = client(&process(&sandbox, second).await);
    an_hour_passes(&sandbox);
    // So that the second one comes while the first is asking.
    let slow = FaultKind::Slow { ms: 150 };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", slow));
    let both = tokio::join!(one.call(&GetProfile), other.call(&GetProfile));
    both.0.unwrap();
    both.1.unwrap();
    let all = requests(&sandbox);
    all.iter().filter(|name| *name == "oauth/token").count()
}

#[tokio::test]
async fn two_that_renew_at_the_same_moment_ask_once() {
    let folder = tempfile::tempdir().unwrap();
    let stores: [Arc<dyn TokenStore>; 2] = [files(folder.path()), files(folder.path())];
    assert_eq!(renewals(stores).await, 1);
    let memory = Arc::new(MemoryTokenStore::new());
    assert_eq!(renewals([memory.clone(), memory]).await, 1);
}

/// A store that lets everybody renew.
struct Unlocked(MemoryTokenStore);

#[async_trait]
impl TokenStore for Unlocked {
    async fn load(&self, portal: &MemberId) -> Result<Option<Stored>, TokenStoreError> {
        self.0.load(portal).await
    }

    async fn compare_and_set(
        &self,
        portal: &MemberId,
        seen: Option<Revision>,
        next: &Installation,
    ) -> Result<Swap, TokenStoreError> {
        self.0.compare_and_set(portal, seen, next).await
    }

    async fn remove(&self, portal: &MemberId) -> Result<(), TokenStoreError> {
        self.0.remove(portal).await
    }
}

#[tokio::test]
async fn without_a_lock_the_one_that_is_refused_finds_the_pair_of_the_other() {
    let store = Arc::new(Unlocked(MemoryTokenStore::new()));
    assert_eq!(renewals([store.clone(), store]).await, 2);
}

#[tokio::test]
async fn the_one_that_comes_later_uses_the_pair_of_before() {
    let sandbox = portal().await;
    let folder = tempfile::tempdir().unwrap();
    let one = session(&sandbox, &oauth(&sandbox, files(folder.path()))).await;
    let other = process(&sandbox, files(folder.path())).await;
    an_hour_passes(&sandbox);
    client(&one).call(&GetProfile).await.unwrap();
    client(&other).call(&GetProfile).await.unwrap();
    let all = ["profile", "oauth/token", "profile", "profile", "profile"];
    assert_eq!(requests(&sandbox), all);
}

/// The clock of this session jumps, so half a minute is over at once.
#[tokio::test]
async fn one_that_hangs_while_it_renews_holds_nobody_up_for_ever() {
    let sandbox = portal().await;
    let folder = tempfile::tempdir().unwrap();
    let session = session(&sandbox, &oauth(&sandbox, files(folder.path()))).await;
    let hangs = files(folder.path()).try_renewal(&member()).await.unwrap();
    assert!(hangs.is_some());
    an_hour_passes(&sandbox);
    client(&session).call(&GetProfile).await.unwrap();
    let all = ["profile", "oauth/token", "profile"];
    assert_eq!(requests(&sandbox), all);
}

#[tokio::test]
async fn the_right_to_renew_is_one_process_s_until_it_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Arc::new(MemoryTokenStore::new());
    let pairs: [[Arc<dyn TokenStore>; 2]; 2] = [
        [files(folder.path()), files(folder.path())],
        [memory.clone(), memory],
    ];
    for [one, other] in pairs {
        let right = one.try_renewal(&member()).await.unwrap();
        assert!(other.try_renewal(&member()).await.unwrap().is_none());
        let elsewhere = "b".repeat(32).parse().unwrap();
        assert!(other.try_renewal(&elsewhere).await.unwrap().is_some());
        drop(right);
        assert!(other.try_renewal(&member()).await.unwrap().is_some());
    }
}
