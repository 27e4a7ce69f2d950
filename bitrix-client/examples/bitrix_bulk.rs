//! Bulk work on a portal, as a program that is measured: a list of any length, many deals by id,
//! many updates.
//!
//! ```sh
//! B24_HOST=localhost:8443 B24_DEALS=50000 B24_IDS=/tmp/ids SSL_CERT_FILE=ca.pem \
//!     cargo run --release --example bitrix_bulk -- list
//! ```
//!
//! Prints `{"n":…,"sum":…,"wall":…}`: how many deals, the sum of their ids, the seconds; `B24_IDS`
//! names a file for the ids. The work is the last argument: `list`, `get`, `update` or `noop`.
//! Deals are read as a struct of twenty fields that borrows from the answer.
#![expect(clippy::print_stdout, reason = "the result is printed")]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::time::Duration;

use bitrix_client::{
    Access, Batch, Client, Clock, DecodeError, Fields, Id, ListMethod, Method, Page, Params,
    RawJson, Rows, SystemClock,
};

/// Reading the certificate and the network may fail, and so may anything that is typed by hand.
type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let clock = SystemClock::new();
    let begun = clock.now();
    let work = std::env::args().next_back().unwrap_or_default();
    let count: u64 = variable("B24_DEALS")?.parse()?;
    let found = match work.as_str() {
        "noop" => Found::default(),
        "list" => drain(client()?.list(&ListDeals)).await?,
        "get" => {
            let step = count / 2000;
            let ids = (0..2000).filter_map(|at| Id::new(3 * (at * step + 1)));
            drain(client()?.get_many(&ListDeals, ids)).await?
        }
        "update" => update(&client()?).await?,
        other => return Err(format!("expected list, get, update or noop, found {other}").into()),
    };
    let wall = (clock.now() - begun).to_std().unwrap_or(Duration::ZERO);
    found.report(wall)
}

/// What was found: how many rows, and the ids that differ.
#[derive(Default)]
struct Found {
    rows: usize,
    ids: BTreeSet<u64>,
}

impl Found {
    fn report(&self, wall: Duration) -> Outcome<()> {
        let mut list = String::new();
        for id in &self.ids {
            writeln!(list, "{id}")?;
        }
        std::fs::write(variable("B24_IDS")?, list)?;
        let sum: u64 = self.ids.iter().sum();
        let wall = wall.as_secs_f64();
        println!(r#"{{"n":{},"sum":{sum},"wall":{wall:.3}}}"#, self.rows);
        Ok(())
    }
}

/// Reads every field of every deal, a page at a time.
async fn drain(mut deals: Rows<ListDeals>) -> Outcome<Found> {
    let mut found = Found::default();
    while let Some(page) = deals.next_page().await? {
        take(&page, &mut found)?;
    }
    Ok(found)
}

fn take(page: &Page, found: &mut Found) -> Outcome<()> {
    for row in page.rows() {
        let deal: Deal<'_> = row.deserialize()?;
        found.rows += usize::from(deal.is_whole());
        found.ids.insert(deal.id.parse()?);
    }
    Ok(())
}

/// A thousand updates, fifty in a request; none depends on another, so requests fly side by side.
async fn update(client: &Client) -> Outcome<Found> {
    let mut batch = Batch::of_any_size().in_parallel(8);
    let mut handles = Vec::with_capacity(1000);
    for id in (1..=1000).map(|at| 3 * at) {
        handles.push(batch.add(UpdateDeal { id })?);
    }
    let results = client.batch(&batch).await?;
    let mut done = Found::default();
    for handle in &handles {
        done.rows += usize::from(results.take(handle)?);
    }
    Ok(done)
}

fn client() -> Outcome<Client> {
    let host = variable("B24_HOST")?;
    let access = Access::webhook(&format!("https://{host}/rest/1/secret/"))?;
    let authority = std::fs::read(variable("SSL_CERT_FILE")?)?;
    Ok(Client::builder(access).only_ca_pem(authority).build()?)
}

fn variable(name: &str) -> Outcome<String> {
    std::env::var(name).map_err(|_| format!("expected the variable {name}").into())
}

/// A deal of the old API; all texts stay where they were received.
#[derive(serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Deal<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    type_id: Cow<'a, str>,
    #[serde(borrow)]
    stage_id: Cow<'a, str>,
    #[serde(borrow)]
    probability: Cow<'a, str>,
    #[serde(borrow)]
    currency_id: Cow<'a, str>,
    #[serde(borrow)]
    opportunity: Cow<'a, str>,
    #[serde(borrow)]
    is_manual_opportunity: Cow<'a, str>,
    #[serde(borrow)]
    company_id: Cow<'a, str>,
    #[serde(borrow)]
    contact_id: Cow<'a, str>,
    #[serde(borrow)]
    begindate: Cow<'a, str>,
    #[serde(borrow)]
    closedate: Cow<'a, str>,
    #[serde(borrow)]
    assigned_by_id: Cow<'a, str>,
    #[serde(borrow)]
    created_by_id: Cow<'a, str>,
    #[serde(borrow)]
    date_create: Cow<'a, str>,
    #[serde(borrow)]
    date_modify: Cow<'a, str>,
    #[serde(borrow)]
    opened: Cow<'a, str>,
    #[serde(borrow)]
    closed: Cow<'a, str>,
    #[serde(borrow)]
    comments: Cow<'a, str>,
    #[serde(borrow)]
    uf_crm_1700000000: Cow<'a, str>,
}

impl Deal<'_> {
    /// Whether every field that a deal of the measured portal has is there.
    fn is_whole(&self) -> bool {
        let texts = [
            &self.title,
            &self.type_id,
            &self.stage_id,
            &self.probability,
            &self.currency_id,
            &self.opportunity,
            &self.is_manual_opportunity,
            &self.company_id,
            &self.contact_id,
            &self.begindate,
            &self.closedate,
            &self.assigned_by_id,
            &self.created_by_id,
            &self.date_create,
            &self.date_modify,
            &self.opened,
            &self.closed,
            &self.comments,
            &self.uf_crm_1700000000,
        ];
        texts.iter().all(|text| !text.is_empty())
    }
}

/// `crm.deal.list` with twenty fields.
struct ListDeals;

const FIELDS: [&str; 20] = [
    "ID",
    "TITLE",
    "TYPE_ID",
    "STAGE_ID",
    "PROBABILITY",
    "CURRENCY_ID",
    "OPPORTUNITY",
    "IS_MANUAL_OPPORTUNITY",
    "COMPANY_ID",
    "CONTACT_ID",
    "BEGINDATE",
    "CLOSEDATE",
    "ASSIGNED_BY_ID",
    "CREATED_BY_ID",
    "DATE_CREATE",
    "DATE_MODIFY",
    "OPENED",
    "CLOSED",
    "COMMENTS",
    "UF_CRM_1700000000",
];

impl Method for ListDeals {
    const NAME: &'static str = "crm.deal.list";
    const REPEATABLE: bool = true;
    type Answer = Vec<Fields>;

    fn params(&self) -> Params {
        Params::new().with("select", FIELDS)
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<Fields>, DecodeError> {
        result.parse()
    }
}

impl ListMethod for ListDeals {
    type Row = Fields;
    const KEY: &'static str = "ID";
}

/// `crm.deal.update` of the title; the answer is whether it was done.
struct UpdateDeal {
    id: u32,
}

impl Method for UpdateDeal {
    const NAME: &'static str = "crm.deal.update";
    const REPEATABLE: bool = false;
    type Answer = bool;

    fn params(&self) -> Params {
        let title = format!("t{}", self.id);
        Params::new()
            .with("ID", self.id)
            .with("fields", Params::new().with("TITLE", title))
    }

    fn decode(&self, result: RawJson<'_>) -> Result<bool, DecodeError> {
        result.parse()
    }
}
