//! Reading a world: a row belongs to whoever it names, and nothing else is believed.

use crate::company::MORNING;
use docflow_core::*;
use docflow_sandbox::{Deal, PortalWorld, Requisite};
use std::borrow::Cow;
use std::collections::BTreeMap;

const DEALS: i64 = 2;
const CONTACTS: i64 = 3;
const COMPANIES: i64 = 4;

fn number(id: i64) -> u64 {
    u64::try_from(id).unwrap_or(0)
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known {
        value,
        source: Cow::Borrowed("world"),
        at: MORNING.parse().unwrap(),
    }
}

/// What the world says of a deal; nothing of one that is not there.
pub(crate) fn facts(world: &PortalWorld, id: DealId, asks: UserId) -> Option<DealFacts> {
    let deal = world.deals.iter().find(|one| number(one.id) == id.get())?;
    let rows = rows(world, deal);
    Some(DealFacts {
        deal: card(world, deal, id),
        client: client(world, deal),
        seller: seller(world, deal),
        rows_total: u64::try_from(rows.len()).unwrap(),
        rows,
        staff: staff(world, deal, asks),
    })
}

fn card(world: &PortalWorld, deal: &Deal, id: DealId) -> DealCard {
    DealCard {
        id,
        title: deal.title.clone(),
        closed: deal.stage_id == "WON",
        currency: "RUB".to_owned(),
        opportunity: Some(sum(world, deal)),
        manual_opportunity: deal.opportunity.is_some(),
        responsible: UserId::new(number(deal.assigned_by_id)),
        company: CompanyId::new(number(deal.company_id)),
        contact: ContactId::new(number(deal.contact_id)),
        fields: texts(&deal.fields),
    }
}

/// What a person typed, else what the rows make, each rounded.
pub(super) fn sum(world: &PortalWorld, deal: &Deal) -> Money {
    let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let own = world.rows.iter().filter(|row| row.owner_id == deal.id);
    let rows = own.map(|row| (row.price.0 * row.quantity.0).round_dp_with_strategy(2, away));
    let sum = deal.opportunity.map_or_else(|| rows.sum(), |typed| typed.0);
    Money::parse(&format!("{sum:.2}")).unwrap()
}

fn texts(fields: &BTreeMap<String, serde_json::Value>) -> BTreeMap<String, String> {
    let texts = fields.iter().filter_map(|(name, value)| {
        let text = value.as_str().filter(|text| !text.is_empty())?;
        Some((name.clone(), text.to_owned()))
    });
    texts.collect()
}

fn rows(world: &PortalWorld, deal: &Deal) -> Vec<ProductRow> {
    let mut own: Vec<_> = world
        .rows
        .iter()
        .filter(|row| row.owner_id == deal.id)
        .collect();
    own.sort_by_key(|row| row.sort);
    let row = |row: &docflow_sandbox::ProductRow| ProductRow {
        product: ProductId::new(number(row.product_id)),
        name: row.product_name.clone(),
        price: row.price.0,
        quantity: row.quantity.0,
        tax_rate: row.tax_rate.map(|rate| rate.0),
        tax_included: row.tax_included,
        unit_code: u32::try_from(row.measure_code).ok(),
        unit_name: row.measure_name.clone(),
    };
    own.into_iter().map(row).collect()
}

fn client(world: &PortalWorld, deal: &Deal) -> Fact<ClientCard> {
    let (kind, id, origin) = match (CompanyId::new(number(deal.company_id)), deal.contact_id) {
        (Some(company), _) => (COMPANIES, deal.company_id, ClientOrigin::Company(company)),
        (None, contact) => match ContactId::new(number(contact)) {
            Some(id) => (CONTACTS, contact, ClientOrigin::Contact(id)),
            None => return Fact::Absent,
        },
    };
    let company = world
        .companies
        .iter()
        .find(|one| kind == COMPANIES && one.id == id);
    let company = company.map(|one| (one.title.clone(), &one.fields));
    let contact = world
        .contacts
        .iter()
        .find(|one| kind == CONTACTS && one.id == id);
    let contact = contact.map(|one| (format!("{} {}", one.name, one.last_name), &one.fields));
    let Some((title, fields)) = company.or(contact) else {
        return Fact::NotChecked("client-unreadable".into());
    };
    let own = world.requisites.iter();
    let own: Vec<_> = own
        .filter(|one| one.entity_type_id == kind && one.entity_id == id)
        .collect();
    let link = world
        .links
        .iter()
        .find(|one| one.entity_type_id == DEALS && one.entity_id == deal.id);
    let linked = own
        .iter()
        .copied()
        .find(|one| link.is_some_and(|link| link.requisite_id == one.id));
    let chosen = match &own[..] {
        [only] => Some(*only),
        _ => linked,
    };
    let bank = chosen.and_then(|card| bank(world, card));
    let card = ClientCard {
        origin,
        title,
        phone: first(fields, "PHONE"),
        email: first(fields, "EMAIL"),
        requisite: chosen.map_or(Fact::Absent, |one| known(requisite(world, one))),
        requisites_found: Some(own.len()),
        bank: bank.map_or(Fact::Absent, known),
    };
    known(card)
}

fn first(fields: &BTreeMap<String, serde_json::Value>, kind: &str) -> Option<String> {
    let list = fields.get("fm")?.as_array()?;
    let one = list.iter().find(|one| one["typeId"] == kind)?;
    one["value"].as_str().map(str::to_owned)
}

/// What the fields of the portal's requisites mean.
const MEANINGS: [(&str, RequisiteText); 21] = [
    ("RQ_INN", RequisiteText::Inn),
    ("RQ_KPP", RequisiteText::Kpp),
    ("RQ_OGRN", RequisiteText::Ogrn),
    ("RQ_OGRNIP", RequisiteText::Ogrnip),
    ("RQ_COMPANY_NAME", RequisiteText::ShortName),
    ("RQ_COMPANY_FULL_NAME", RequisiteText::FullName),
    ("RQ_DIRECTOR", RequisiteText::Director),
    ("RQ_CEO_NAME", RequisiteText::Chief),
    ("RQ_CEO_WORK_POS", RequisiteText::ChiefPost),
    ("RQ_BASE_DOC", RequisiteText::Basis),
    ("RQ_NAME", RequisiteText::WholeName),
    ("RQ_FIRST_NAME", RequisiteText::FirstName),
    ("RQ_SECOND_NAME", RequisiteText::MiddleName),
    ("RQ_LAST_NAME", RequisiteText::LastName),
    ("RQ_IDENT_DOC", RequisiteText::Identity),
    ("RQ_IDENT_DOC_SER", RequisiteText::IdentitySeries),
    ("RQ_IDENT_DOC_NUM", RequisiteText::IdentityNumber),
    ("RQ_IDENT_DOC_DATE", RequisiteText::IdentityDate),
    ("RQ_IDENT_DOC_ISSUED_BY", RequisiteText::IdentityIssuer),
    ("RQ_PHONE", RequisiteText::Phone),
    ("RQ_EMAIL", RequisiteText::Email),
];

fn requisite(world: &PortalWorld, card: &Requisite) -> RequisiteCard {
    let preset = match card.preset_id {
        1 => Preset::Organization,
        3 => Preset::SoleTrader,
        5 => Preset::Person,
        other => Preset::Other(other.to_string()),
    };
    let addresses = world
        .addresses
        .iter()
        .filter(|one| one.requisite_id == card.id);
    let line = |one: &docflow_sandbox::Address| {
        let parts = ["POSTAL_CODE", "CITY", "ADDRESS_1", "ADDRESS_2"];
        let parts = parts
            .iter()
            .filter_map(|name| one.fields.get(*name)?.as_str());
        parts.collect::<Vec<_>>().join(", ")
    };
    let typed = texts(&card.fields);
    let kind = |type_id| match type_id {
        1 => Some(AddressKind::Actual),
        4 => Some(AddressKind::Registered),
        6 => Some(AddressKind::Legal),
        _ => None,
    };
    RequisiteCard {
        id: RequisiteId::new(number(card.id)).unwrap(),
        preset,
        texts: MEANINGS
            .into_iter()
            .filter_map(|(name, meaning)| Some((meaning, typed.get(name)?.clone())))
            .collect(),
        addresses: addresses
            .filter_map(|one| Some((kind(one.type_id)?, line(one))))
            .collect(),
    }
}

fn bank(world: &PortalWorld, card: &Requisite) -> Option<BankCard> {
    let bank = world
        .bank_details
        .iter()
        .find(|one| one.entity_id == card.id)?;
    let text = |name: &str| {
        let text = bank.fields.get(name).and_then(serde_json::Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    Some(BankCard {
        bik: text("RQ_BIK"),
        bank_name: text("RQ_BANK_NAME"),
        account: text("RQ_ACC_NUM"),
        correspondent: text("RQ_COR_ACC_NUM"),
    })
}

/// The own company whose requisites the link names; nobody else is a seller.
fn seller(world: &PortalWorld, deal: &Deal) -> Fact<SellerCard> {
    let read = || {
        let link = world
            .links
            .iter()
            .find(|one| one.entity_type_id == DEALS && one.entity_id == deal.id)?;
        let card = world
            .requisites
            .iter()
            .find(|one| one.id == link.mc_requisite_id)?;
        let mine = world
            .companies
            .iter()
            .find(|one| one.id == card.entity_id)?;
        let is_mine = card.entity_type_id == COMPANIES && mine.is_my_company;
        Some(SellerCard {
            company: CompanyId::new(number(mine.id))?,
            inn: card.fields.get("RQ_INN")?.as_str()?.to_owned(),
        })
        .filter(|_| is_mine)
    };
    read().map_or(Fact::Absent, known)
}

fn staff(world: &PortalWorld, deal: &Deal, asks: UserId) -> Vec<StaffCard> {
    let mut wanted = vec![number(deal.assigned_by_id), asks.get()];
    let head = |id: u64| {
        let user = world.users.iter().find(|user| number(user.id) == id)?;
        let place = world
            .departments
            .iter()
            .find(|one| user.departments.contains(&one.id))?;
        place.head.map(number).filter(|head| *head != id)
    };
    let heads: Vec<u64> = wanted.iter().filter_map(|id| head(*id)).collect();
    wanted.extend(heads);
    wanted.sort_unstable();
    wanted.dedup();
    let users = world
        .users
        .iter()
        .filter(|user| wanted.contains(&number(user.id)));
    let cards = users.filter_map(|user| {
        let id = UserId::new(number(user.id))?;
        Some(StaffCard {
            id,
            active: user.active,
            name: format!("{} {}", user.name, user.last_name),
            head: head(id.get()).and_then(UserId::new),
        })
    });
    cards.collect()
}
