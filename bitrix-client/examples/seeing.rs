//! Seeing: counters for metrics, the name of a call, and bodies without what they hold.
//!
//! ```sh
//! cargo run -p bitrix-client --example seeing
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bitrix_client::{
    Access, Client, EntityType, GetItem, Observer, Operating, Redaction, RequestSeen, WaitSeen,
};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

/// A counter by name, as any metrics library has it.
#[derive(Default)]
struct Counters(Mutex<BTreeMap<String, u64>>);

impl Counters {
    fn add(&self, name: String, more: u64) {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.entry(name).or_default() += more;
    }
}

impl Observer for Counters {
    fn request(&self, seen: &RequestSeen<'_>) {
        self.add(format!("requests_total{{method={:?}}}", seen.method), 1);
        if let Some(kind) = seen.error {
            self.add(format!("errors_total{{kind=\"{kind:?}\"}}"), 1);
        }
    }

    fn wait(&self, seen: &WaitSeen<'_>) {
        let ms = u64::try_from(seen.time.as_millis()).unwrap_or(u64::MAX);
        self.add(format!("wait_ms_total{{reason=\"{:?}\"}}", seen.reason), ms);
    }

    fn operating(&self, method: &str, operating: Operating) {
        let name = format!("operating_seconds{{method={method:?}}}");
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters.insert(name, operating.used.as_secs());
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let address = format!("{}/rest/1/s3cr3tc0de/", sandbox.portal_url());
    let counters = Arc::new(Counters::default());
    let client = Client::builder(Access::webhook(&address)?)
        .observer(counters.clone())
        .payload_log(Redaction::new().show("stageId"), |payload| {
            println!(
                "{:?} {}: {}",
                payload.direction, payload.method, payload.text
            );
        })
        .build()?;

    client.call(&GetItem::new(EntityType::DEAL, 7)).await?;
    let error = client.call(&GetItem::new(EntityType::DEAL, 99_999)).await;
    let error = error.err().ok_or("expected no such deal")?;
    println!("call {} failed: {error}", error.request_id());

    let counters = counters.0.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, value) in counters.iter() {
        println!("{name} {value}");
    }
    Ok(())
}
