//! The deals whose papers are looked at, driven once for all tests.

use super::sums::{self, Part, Row};
use super::tools::PdfFile;
use crate::company::{self, Company, choices};
use docflow_core::Ending;
use docflow_sandbox::World;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One deal with its documents.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) deal: u64,
    /// VAT is on top of the prices.
    pub(super) on_top: bool,
    pub(super) world: Value,
    pub(super) rows: Vec<Row>,
    pub(super) parts: Vec<Part>,
    pub(super) seller: Side,
    pub(super) buyer: Side,
    /// The documents as 1C holds them.
    pub(super) contract: Value,
    pub(super) order: Value,
    pub(super) invoices: Vec<Value>,
    pub(super) papers: Vec<Paper>,
    card: Value,
}

/// A pair of files from the card of the deal.
pub(super) struct Paper {
    pub(super) title: String,
    /// The invoice as 1C holds it; nothing is the contract.
    pub(super) invoice: Option<Value>,
    pub(super) docx: Vec<u8>,
    pub(super) docx_stamped: bool,
    pub(super) pdf: PdfFile,
    pub(super) pdf_stamped: bool,
}

/// A party of a deal, as its requisites in the portal say.
pub(super) struct Side {
    /// As an invoice names it.
    pub(super) short: String,
    /// As a contract names it.
    pub(super) full: String,
    pub(super) inn: String,
    pub(super) account: String,
    pub(super) bic: String,
    pub(super) correspondent: String,
}

/// All of them.
pub(super) static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    // A thread of its own, because a test may already run inside a runtime.
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let deals = [
                (1001, false),
                (1002, false),
                (1005, false),
                (1006, false),
                (1011, false),
                (1001, true),
                (1002, true),
            ];
            let cases = deals.map(|(deal, on_top)| tokio::spawn(play(deal, on_top)));
            let mut done = Vec::new();
            for case in cases {
                done.push(case.await.unwrap());
            }
            done
        })
    })
    .join()
    .unwrap()
});

async fn play(deal: u64, on_top: bool) -> Case {
    let world = world(deal, on_top);
    let company = Company::with(
        World::from_json(&world.to_string()).unwrap(),
        company::policy(),
    )
    .await;
    let (requester, wanted) = choices(deal);
    let is_in_parts = wanted.schedule.as_deref() == Some("70-30");
    let run = company.order(deal, requester, wanted).await;
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    let percents: &[u32] = if is_in_parts { &[70, 30] } else { &[100] };
    let rows = sums::rows(&world, deal);
    let parts = sums::parts(&rows, percents);
    let [seller, buyer] = sides(&world, deal);
    let [contract] = company.contracts(deal).try_into().unwrap();
    let of_contract = |kind: &str| -> Vec<Value> {
        let all = company.seen(&format!("/onec/{kind}"));
        let all = all.as_object().cloned().unwrap().into_iter();
        let own = all
            .map(|(_, one)| one)
            .filter(|one| one["contract"] == contract["ref"]);
        own.collect()
    };
    let [order] = of_contract("orders").try_into().unwrap();
    let mut invoices = of_contract("invoices");
    invoices.sort_by_key(|one| one["index"].as_u64());
    let name = format!(
        "deal {deal}, {}",
        if on_top {
            "VAT on top"
        } else {
            "VAT in the price"
        }
    );
    Case {
        papers: papers(&company, &name, deal, &invoices),
        card: company.seen(&format!("/portal/deals/{deal}")),
        name,
        deal,
        on_top,
        world,
        rows,
        parts,
        seller,
        buyer,
        contract,
        order,
        invoices,
    }
}

/// The world of the demo, where VAT of one deal may be on top.
///
/// Its amount is then typed, for a portal may count it otherwise than row by row.
fn world(deal: u64, on_top: bool) -> Value {
    let mut world: Value = serde_json::from_str(company::WORLD).unwrap();
    if !on_top {
        return world;
    }
    for row in world["portal"]["rows"].as_array_mut().unwrap() {
        if row["owner_id"] == deal {
            row["tax_included"] = false.into();
        }
    }
    let total: Decimal = sums::rows(&world, deal).iter().map(|row| row.total).sum();
    let deals = world["portal"]["deals"].as_array_mut().unwrap();
    let card = deals.iter_mut().find(|one| one["id"] == deal).unwrap();
    card["opportunity"] = total.to_string().into();
    world
}

/// The files that the card of the deal has, each known to 1C by its hash.
fn papers(company: &Company, name: &str, deal: u64, invoices: &[Value]) -> Vec<Paper> {
    let sets = company.seen("/onec/sets");
    let files = sets.as_object().unwrap().values();
    let files = files.flat_map(|set| set["files"].as_array().unwrap());
    let printed: BTreeMap<&str, &Value> = files
        .map(|file| (file["sha256"].as_str().unwrap(), file))
        .collect();
    let paper = |document: Value| {
        let [docx, pdf] = ["docx", "pdf"].map(|kind| {
            let hash = document[kind]["sha256"].as_str().unwrap();
            (printed[hash], company.sandbox.file(hash).unwrap())
        });
        assert_eq!(
            docx.0["of"], pdf.0["of"],
            "{name}: two documents in one pair"
        );
        let invoice = invoices.iter().find(|one| one["ref"] == docx.0["of"]);
        Paper {
            title: format!("{name}: {}", document["title"]),
            invoice: invoice.cloned(),
            docx: docx.1.to_vec(),
            docx_stamped: docx.0["stamped"] == true,
            pdf: PdfFile::of(&pdf.1),
            pdf_stamped: pdf.0["stamped"] == true,
        }
    };
    let papers: Vec<Paper> = company.documents(deal).into_iter().map(paper).collect();
    let of = |reference: &Value| {
        let same =
            |paper: &&Paper| paper.invoice.as_ref().map(|one| &one["ref"]) == Some(reference);
        papers.iter().filter(same).count()
    };
    assert!(
        papers.iter().any(|paper| paper.invoice.is_none()),
        "{name}: no contract"
    );
    assert!(
        invoices.iter().all(|one| of(&one["ref"]) > 0),
        "{name}: an invoice has no files"
    );
    papers
}

/// Seller and buyer by the requisites that are linked with the deal.
fn sides(world: &Value, deal: u64) -> [Side; 2] {
    let portal = &world["portal"];
    let of = |list: &str, field: &str, id: &Value| -> Value {
        let mut all = portal[list].as_array().unwrap().iter();
        all.find(|one| one[field] == *id)
            .cloned()
            .unwrap_or_default()
    };
    let link = of("links", "entity_id", &deal.into());
    let side = |requisite: &str, bank: &str| {
        let card = of("requisites", "id", &link[requisite]);
        let account = of("bank_details", "id", &link[bank]);
        let text = |name: &str| card["fields"][name].as_str().unwrap_or_default().to_owned();
        let money = |name: &str| {
            account["fields"][name]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let person = ["RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME"]
            .map(text)
            .join(" ");
        let (short, full) = match card["preset_id"].as_i64().unwrap() {
            1 => (text("RQ_COMPANY_NAME"), text("RQ_COMPANY_FULL_NAME")),
            3 => {
                let trader = format!("Индивидуальный предприниматель {person}");
                (trader.clone(), trader)
            }
            _ => (person.clone(), person),
        };
        Side {
            short,
            full,
            inn: text("RQ_INN"),
            account: money("RQ_ACC_NUM"),
            bic: money("RQ_BIK"),
            correspondent: money("RQ_COR_ACC_NUM"),
        }
    };
    [
        side("mc_requisite_id", "mc_bank_detail_id"),
        side("requisite_id", "bank_detail_id"),
    ]
}

impl Case {
    pub(super) fn total(&self) -> Decimal {
        self.rows.iter().map(|row| row.total).sum()
    }

    pub(super) fn vat(&self) -> Decimal {
        self.rows.iter().map(|row| row.vat).sum()
    }

    /// The payment that an invoice asks for.
    pub(super) fn part(&self, invoice: &Value) -> &Part {
        let index = usize::try_from(invoice["index"].as_u64().unwrap()).unwrap();
        &self.parts[index - 1]
    }

    /// A field of the deal after the run, as text.
    pub(super) fn field(&self, name: &str) -> String {
        self.card[name].to_string().trim_matches('"').to_owned()
    }
}
