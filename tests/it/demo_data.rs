//! The data of the demo: world and policy belong together, and each deal is what it is meant to be.

use bitrix_client::{Access, Client, ListRequisites};
use docflow::{BitrixCrm, Configuration, ManualClock, Texts, lint};
use docflow_core::*;
use docflow_sandbox::{OnecWorld, Sandbox, SandboxClock, World};
use serde::Deserialize as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const WORLD: &str = include_str!("../../examples/demo/world.json");
const POLICY: &str = include_str!("../../examples/demo/policy.toml");

/// 9:30 in Moscow on the day of the demo.
const MORNING: &str = "2026-11-24T06:30:00Z";

/// Deals whose documents can be made.
const GOOD: [u64; 9] = [1001, 1002, 1004, 1005, 1006, 1008, 1010, 1011, 1012];

fn world() -> World {
    World::from_json(WORLD).unwrap()
}

fn onec() -> OnecWorld {
    OnecWorld::deserialize(world().onec).unwrap()
}

fn policy() -> Policy {
    Configuration::parse("policy.toml", POLICY).unwrap().policy
}

/// What a deal of the demo is ordered with.
pub(crate) fn order(deal: u64) -> Order {
    let (requester, seller, region, form) = match deal {
        1001 | 1004 | 1007 | 1009 => (12, "sever-service", "msk", "services"),
        1002 => (32, "sever-torg", "ekb", "supply"),
        1003 => (13, "sever-service", "msk", "services"),
        1005 => (12, "sever-torg", "msk", "supply-install"),
        1006 => (12, "sever-service", "msk", "services-person"),
        1008 => (42, "sever-service", "nsk", "services"),
        1010 => (12, "sever-service", "msk", "annual"),
        1011 => (22, "sever-project", "spb", "works"),
        1012 => (32, "sever-service", "ekb", "services"),
        other => panic!("the demo has no order for deal {other}"),
    };
    let answers: &[(&str, &str)] = match deal {
        1002 => &[("delivery_days", "10")],
        1005 => &[("delivery_days", "15"), ("install_start", "2026-12-14")],
        1006 => &[
            ("visit_date", "2026-11-28"),
            ("visit_time", "с 9 до 13 часов"),
        ],
        1010 => &[("valid_until", "2027-11-23")],
        1011 => &[
            ("subject", "проект вентиляции и кондиционирования цеха"),
            ("materials", "подрядчика"),
        ],
        _ => &[],
    };
    let text = |text: &str| Some(text.to_owned());
    let day = |day: &str| Some(day.parse().unwrap());
    Order {
        requested_by: UserId::new(requester).unwrap(),
        office: None,
        purpose: Purpose::First,
        choices: Choices {
            seller: text(seller),
            region: text(region),
            form: text(form),
            contract_date: day("2026-11-24"),
            valid_until: (deal == 1010).then(|| day("2027-11-23")).flatten(),
            schedule: (deal == 1002).then(|| text("70-30")).flatten(),
            answers: answers
                .iter()
                .map(|(code, value)| ((*code).into(), (*value).into()))
                .collect(),
            ..Choices::default()
        },
    }
}

/// Reads deals from a started portal and holds them against the policy.
struct Desk {
    /// Serves until it is dropped.
    _sandbox: Sandbox,
    client: Client,
    crm: BitrixCrm,
    policy: Policy,
}

impl Desk {
    async fn open() -> Self {
        let now: Timestamp = MORNING.parse().unwrap();
        let clock = SandboxClock::manual(now.timestamp_millis());
        let sandbox = Sandbox::builder()
            .world(world())
            .clock(clock)
            .start()
            .await
            .unwrap();
        let token = world().portal.applications[0].tokens[0]
            .access_token
            .clone();
        let client = Client::new(Access::token(sandbox.portal_url(), token).unwrap()).unwrap();
        let (clock, policy) = (Arc::new(ManualClock::new(now)), policy());
        let crm = BitrixCrm::new(client.clone(), clock, Arc::new(Texts::new()), &policy);
        Self {
            _sandbox: sandbox,
            client,
            crm,
            policy,
        }
    }

    async fn facts(&self, deal: u64) -> DealFacts {
        let id = DealId::new(deal).unwrap();
        let key = RunKey::new(&self.policy.portal, id, "documents", 1)
            .unwrap()
            .step("facts");
        let query = FactsQuery {
            key,
            deal: id,
            order: order(deal),
            as_of: None,
            state: DealState::Working,
        };
        let outcome = self.crm.load_facts(&query).await;
        let Outcome::Done(facts) = outcome else {
            panic!("deal {deal} could not be read: {outcome:?}");
        };
        facts
    }

    async fn verdict(&self, deal: u64) -> Verdict {
        self.judge(&self.facts(deal).await, &order(deal))
    }

    fn judge(&self, facts: &DealFacts, order: &Order) -> Verdict {
        let standing = Standing {
            now: MORNING.parse().unwrap(),
            prior: Prior::default(),
        };
        check(facts, order, &self.policy, &standing)
    }

    async fn request(&self, deal: u64) -> RequestParts {
        match self.verdict(deal).await {
            Verdict::Ready(checked) => checked.request.parts().clone(),
            Verdict::Refused { report, .. } => panic!("deal {deal}: {:?}", report.codes()),
        }
    }

    /// Codes of errors, each once.
    async fn errors(&self, deal: u64) -> BTreeSet<String> {
        match self.verdict(deal).await {
            Verdict::Refused { report, .. } => errors(&report),
            Verdict::Ready(_) => panic!("deal {deal} was not refused"),
        }
    }
}

fn errors(report: &Report) -> BTreeSet<String> {
    let blocking = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    blocking.map(|finding| finding.code.clone()).collect()
}

#[test]
fn the_policy_has_nothing_that_can_never_be_used() {
    let configuration = Configuration::parse("policy.toml", POLICY).unwrap();
    assert_eq!(lint(&configuration.policy), []);
    let member_id = configuration.portal.member_id.as_ref().unwrap();
    assert_eq!(member_id.as_str(), world().portal.member_id);
    let base = onec().publication;
    for seller in &configuration.policy.sellers {
        let publication = &configuration.infobase_of(&seller.code).unwrap().publication;
        assert!(publication.ends_with(&format!("/{base}")), "{publication}");
    }
}

#[test]
fn every_seller_is_an_organization_of_1c_and_a_company_of_the_portal() {
    let (onec, portal) = (onec(), world().portal);
    let closed = onec
        .closed_until
        .as_deref()
        .map(|day| day.parse::<NaiveDate>().unwrap());
    for seller in policy().sellers {
        let own = onec
            .organizations
            .iter()
            .find(|one| one.reference == seller.onec_ref)
            .unwrap();
        assert_eq!(
            (own.inn.as_str(), own.name.as_str()),
            (seller.inn.as_str(), seller.name.as_str())
        );
        assert_eq!(own.kpp, seller.kpp.unwrap().to_string());
        assert_eq!(
            own.vat_regime,
            seller
                .regime_on("2026-11-24".parse().unwrap())
                .unwrap()
                .to_string()
        );
        assert_eq!(closed, seller.closed_until);
        let mut requisites = portal.requisites.iter();
        let card = requisites
            .find(|one| one.fields["RQ_INN"] == own.inn.as_str())
            .unwrap();
        let company = portal
            .companies
            .iter()
            .find(|one| one.id == card.entity_id)
            .unwrap();
        assert!(company.is_my_company, "{}", company.title);
    }
    assert_eq!(onec.organizations.len(), policy().sellers.len());
}

#[test]
fn every_product_is_the_same_in_1c() {
    let onec = onec();
    let policy = policy();
    for product in &policy.products {
        let item = onec
            .nomenclature
            .iter()
            .find(|one| one.reference == product.onec_ref)
            .unwrap();
        assert_eq!(
            (&item.name, &item.unit),
            (&product.name, &product.unit.name)
        );
        assert_eq!(
            item.okei,
            format!("{:03}", product.unit.code),
            "{}",
            item.name
        );
        assert_eq!(
            item.service,
            product.kind != ProductKind::Good,
            "{}",
            item.name
        );
        assert!(!item.group && !item.deletion_mark, "{}", item.name);
    }
    let numbers: Vec<u64> = policy
        .products
        .iter()
        .map(|product| product.id.get())
        .collect();
    assert_eq!(numbers, (101..=140).collect::<Vec<_>>());
}

#[test]
fn every_form_asks_for_the_same_in_1c() {
    let onec = onec();
    let policy = policy();
    assert_eq!(onec.forms.len(), policy.forms.len());
    for form in &policy.forms {
        let known = onec.forms.iter().find(|one| one.code == form.code).unwrap();
        assert_eq!((&known.version, &known.title), (&form.version, &form.title));
        let sellers = policy
            .sellers
            .iter()
            .filter(|seller| form.sellers.contains(&seller.code));
        let sellers: Vec<_> = sellers.map(|seller| seller.onec_ref.clone()).collect();
        assert_eq!(known.organizations, sellers, "{}", form.code);
        let kinds: BTreeSet<_> = form
            .client_kinds
            .iter()
            .map(|kind| kind.code().to_owned())
            .collect();
        assert_eq!(
            known.client_kinds.iter().cloned().collect::<BTreeSet<_>>(),
            kinds
        );
        assert_eq!(known.fields.len(), form.fields.len(), "{}", form.code);
        for (question, field) in known.fields.iter().zip(&form.fields) {
            let choices = match &field.kind {
                FieldKind::Choice(choices) => choices.clone(),
                FieldKind::Text | FieldKind::Date | FieldKind::Number => Vec::new(),
            };
            let kind = match field.kind {
                FieldKind::Text => "text",
                FieldKind::Date => "date",
                FieldKind::Number => "number",
                FieldKind::Choice(_) => "choice",
            };
            assert_eq!(
                (&question.code, &question.title, &question.help),
                (&field.code, &field.title, &field.help)
            );
            assert_eq!(
                (question.kind.as_str(), question.required),
                (kind, field.required)
            );
            assert_eq!(question.choices, choices);
        }
    }
}

#[test]
fn every_field_that_the_policy_names_is_a_field_of_the_portals_deals() {
    let fields = world().portal.user_fields;
    let policy = policy();
    let asked = policy.forms.iter().flat_map(|form| &form.fields);
    let read = asked.filter_map(|field| match &field.source {
        FieldSource::Deal(name) => Some(name),
        FieldSource::Asked | FieldSource::Default(_) => None,
    });
    for name in read.chain(policy.announce.fields.values()) {
        assert!(
            fields
                .iter()
                .any(|field| field.entity_type_id == 2 && field.name == *name),
            "{name}"
        );
    }
}

#[test]
fn every_requisite_but_those_of_the_mistaken_deal_passes_its_check() {
    let portal = world().portal;
    let banks: BTreeMap<i64, _> = portal
        .bank_details
        .iter()
        .map(|bank| (bank.entity_id, bank))
        .collect();
    for card in portal.requisites.iter().filter(|card| card.id != 23) {
        let text = |name: &str| card.fields.get(name).and_then(|value| value.as_str());
        let at = &card.name;
        Inn::parse(text("RQ_INN").unwrap()).unwrap_or_else(|error| panic!("{at}: {error}"));
        text("RQ_KPP").map(|kpp| Kpp::parse(kpp).unwrap_or_else(|error| panic!("{at}: {error}")));
        text("RQ_OGRN")
            .map(|ogrn| Ogrn::parse(ogrn).unwrap_or_else(|error| panic!("{at}: {error}")));
        text("RQ_OGRNIP")
            .map(|ogrn| Ogrnip::parse(ogrn).unwrap_or_else(|error| panic!("{at}: {error}")));
        if let Some(bank) = banks.get(&card.id) {
            let text = |name: &str| bank.fields[name].as_str().unwrap();
            SettlementAccount::parse_pair(text("RQ_ACC_NUM"), text("RQ_BIK"))
                .unwrap_or_else(|error| panic!("{at}: {error}"));
            CorrespondentAccount::parse_pair(text("RQ_COR_ACC_NUM"), text("RQ_BIK"))
                .unwrap_or_else(|error| panic!("{at}: {error}"));
        }
    }
}

#[test]
fn every_secret_says_that_it_is_one_of_the_demo() {
    let (portal, onec) = (world().portal, onec());
    let hooks = portal.webhooks.iter().map(|hook| &hook.code);
    let applications = portal.applications.iter();
    let tokens = applications
        .clone()
        .flat_map(|one| &one.tokens)
        .flat_map(|token| [&token.access_token, &token.refresh_token]);
    let secrets = hooks
        .chain(applications.clone().map(|one| &one.application_token))
        .chain(applications.map(|one| &one.client_secret))
        .chain(tokens)
        .chain(onec.users.iter().map(|user| &user.password));
    let secrets: BTreeSet<&String> = secrets.collect();
    assert_eq!(secrets.len(), 7, "each is another");
    assert!(secrets.iter().all(|secret| secret.starts_with("demo-")));
    assert!(
        secrets
            .iter()
            .all(|secret| !POLICY.contains(secret.as_str()))
    );
}

#[tokio::test]
async fn good_deals_have_neither_errors_nor_warnings() {
    let desk = Desk::open().await;
    for deal in GOOD {
        match desk.verdict(deal).await {
            Verdict::Ready(checked) => assert_eq!(checked.warnings, [], "deal {deal}"),
            Verdict::Refused { report, .. } => panic!("deal {deal}: {:#?}", report.findings),
        }
    }
}

#[tokio::test]
async fn each_good_deal_is_the_case_that_it_stands_for() {
    let desk = Desk::open().await;
    let services = desk.request(1001).await;
    assert_eq!(services.client.kind(), ClientKind::LegalEntity);
    assert!(
        services
            .rows
            .iter()
            .any(|row| row.quantity.to_string() == "348.375")
    );
    assert_eq!(services.invoices.len(), 1);
    let goods = desk.request(1002).await;
    assert_eq!(goods.client.kind(), ClientKind::SoleTrader);
    let parts: Vec<_> = goods
        .invoices
        .iter()
        .map(|one| one.part.percent.to_string())
        .collect();
    assert_eq!(parts, ["70", "30"]);
    assert_eq!(goods.contract.city, "Екатеринбург");
    assert_ne!(desk.request(1004).await.client.inn(), services.client.inn());
    let mixed = desk.request(1005).await;
    let kind = |row: &RequestRow| {
        desk.policy
            .products
            .iter()
            .find(|one| one.onec_ref == row.onec_ref)
            .unwrap()
            .kind
    };
    assert_eq!(
        mixed.rows.iter().map(kind).collect::<BTreeSet<_>>().len(),
        3
    );
    assert_eq!(desk.request(1006).await.client.kind(), ClientKind::Person);
    assert!(desk.request(1010).await.contract.number_approval);
    let exempt = desk.request(1011).await;
    assert!(exempt.rows.iter().all(|row| row.vat == VatRate::Exempt));
    assert_eq!(exempt.totals.vat(), None);
    assert_eq!(desk.request(1012).await.rows.len(), 200);
}

#[tokio::test]
async fn requisites_that_nobody_chose_are_found_when_there_is_one_set() {
    let desk = Desk::open().await;
    assert!(
        !world()
            .portal
            .links
            .iter()
            .any(|link| link.entity_id == 1008)
    );
    let facts = desk.facts(1008).await;
    let client = facts.client.known().unwrap();
    assert_eq!(client.requisites_found, Some(1));
    assert_eq!(
        client.requisite.known().unwrap().id,
        RequisiteId::new(28).unwrap()
    );
}

#[tokio::test]
async fn the_mistaken_deal_is_refused_for_each_of_its_mistakes() {
    let desk = Desk::open().await;
    let expected = [
        "client-account-bik",
        "client-attorney-expired",
        "client-inn-checksum",
        "client-kpp-empty",
        "field-missing",
        "form-product",
        "row-price-places",
        "row-product-seller",
        "row-product-unknown",
        "row-unit-differs",
        "row-vat-expired",
    ];
    assert_eq!(desk.errors(1003).await, expected.map(str::to_owned).into());
    // Its requester and responsible manager has left: the head of the department is told.
    let Verdict::Refused { recipients, .. } = desk.verdict(1003).await else {
        panic!("the deal was not refused");
    };
    assert_eq!(recipients, [UserId::new(11).unwrap()]);
}

#[tokio::test]
async fn the_mistaken_deal_can_be_dated_into_the_closed_period_as_well() {
    let desk = Desk::open().await;
    let mut order = order(1003);
    order.choices.contract_date = Some("2026-10-30".parse().unwrap());
    let Verdict::Refused { report, .. } = desk.judge(&desk.facts(1003).await, &order) else {
        panic!("the deal was not refused");
    };
    assert!(errors(&report).contains("contract-date-closed"));
}

#[tokio::test]
async fn a_list_without_its_filter_begins_with_strangers() {
    // Without this trap the next test would prove nothing.
    let desk = Desk::open().await;
    let all = desk
        .client
        .call(&ListRequisites::new().filter("ID", ""))
        .await
        .unwrap();
    let strangers = world()
        .portal
        .companies
        .into_iter()
        .filter(|one| !one.is_my_company);
    let strangers: BTreeSet<u64> = strangers
        .map(|one| u64::try_from(one.id).unwrap())
        .collect();
    assert!(strangers.contains(&all[0].entity_id.unwrap().get()));
}

#[tokio::test]
async fn deals_without_requisites_are_refused_and_show_nobody_elses() {
    let desk = Desk::open().await;
    for (deal, expected) in [(1007, "client-requisites-missing"), (1009, "client-unread")] {
        assert_eq!(
            desk.errors(deal).await,
            BTreeSet::from([expected.to_owned()]),
            "deal {deal}"
        );
        let facts = desk.facts(deal).await;
        let client = facts.client.known();
        assert!(
            client.is_none_or(|card| card.requisite == Fact::Absent && card.bank == Fact::Absent)
        );
        assert_shows_no_stranger(&format!("{facts:?}"), deal);
    }
}

/// No number of any client, contact or bank account of the portal stands in the facts.
fn assert_shows_no_stranger(facts: &str, deal: u64) {
    let portal = world().portal;
    let own: BTreeSet<i64> = portal
        .companies
        .iter()
        .filter(|one| one.is_my_company)
        .map(|one| one.id)
        .collect();
    let foreign = portal
        .requisites
        .iter()
        .filter(|one| one.entity_type_id == 3 || !own.contains(&one.entity_id));
    let cards = foreign.map(|one| &one.fields);
    let banks = portal.bank_details.iter().map(|one| &one.fields);
    for (name, value) in cards.chain(banks).flatten() {
        let telling = [
            "RQ_INN",
            "RQ_OGRN",
            "RQ_OGRNIP",
            "RQ_IDENT_DOC_NUM",
            "RQ_ACC_NUM",
            "RQ_LAST_NAME",
        ];
        let value = value.as_str().unwrap();
        assert!(
            !telling.contains(&name.as_str()) || !facts.contains(value),
            "deal {deal}: {name} {value}"
        );
    }
}
