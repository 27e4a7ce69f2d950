//! HTTPS with the throw-away authority.

use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};

use crate::client::Connection;
use crate::stage::world;

async fn started() -> Sandbox {
    Sandbox::builder()
        .world(world())
        .tls(true)
        .start()
        .await
        .unwrap()
}

async fn profile(sandbox: &Sandbox, ca_pem: &str) -> Result<u16, crate::client::Lost> {
    let mut connection = Connection::open(sandbox.portal_url(), Some(ca_pem)).await?;
    let path = "/rest/1/s3cret/profile";
    let answer = connection
        .send(http::Method::POST, path, "application/json", "{}")
        .await?;
    Ok(answer.status)
}

#[tokio::test]
async fn both_servers_speak_tls_under_the_same_authority() {
    let sandbox = started().await;
    assert!(sandbox.portal_url().starts_with("https://127.0.0.1:"));
    let ca = sandbox.ca_pem().unwrap();
    assert_eq!(profile(&sandbox, ca).await.unwrap(), 200);
    let mut onec = Connection::open(sandbox.onec_url(), Some(ca))
        .await
        .unwrap();
    let answer = onec
        .send(http::Method::GET, "/nowhere", "text/plain", "")
        .await
        .unwrap();
    assert!((400..500).contains(&answer.status));
}

#[tokio::test]
async fn a_stranger_is_not_trusted() {
    let sandbox = started().await;
    let other = started().await;
    profile(&sandbox, other.ca_pem().unwrap())
        .await
        .unwrap_err();
}

#[tokio::test]
async fn faults_work_below_tls() {
    let sandbox = started().await;
    let ca = sandbox.ca_pem().unwrap();
    for kind in [FaultKind::DropAfter, FaultKind::CutAnswer] {
        sandbox.add_fault(Fault::new(Side::Portal, "profile", kind));
        profile(&sandbox, ca).await.unwrap_err();
    }
    assert_eq!(profile(&sandbox, ca).await.unwrap(), 200);
}
