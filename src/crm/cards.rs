//! From the portal's records to facts. Nothing is judged here but ownership.

use bitrix_client::{
    Address, BankDetail, EntityType, Error, Fields, Id, Item, Preset as PresetRow,
    ProductRow as Row, Requisite, RequisiteLink, User,
};
use docflow_core::{
    AddressKind, BankCard, ClientCard, ClientOrigin, CompanyId, ContactId, DealCard, DealId,
    Decimal, Fact, Money, Preset, ProductId, ProductRow, RequisiteCard, RequisiteId, RequisiteText,
    SellerCard, StaffCard, Timestamp, UserId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Marks of the portal's built-in Russian presets; their names can be changed, these can not.
const PRESETS: [(&str, Preset); 3] = [
    (
        "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#",
        Preset::Organization,
    ),
    (
        "#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#",
        Preset::SoleTrader,
    ),
    ("#CRM_REQUISITE_PRESET_DEF_RU_PERSON#", Preset::Person),
];

/// Whose requisites are read.
pub(super) struct Owner {
    pub(super) kind: EntityType,
    pub(super) id: u64,
}

impl Owner {
    pub(super) fn of(origin: ClientOrigin) -> Self {
        match origin {
            ClientOrigin::Company(id) => Self {
                kind: EntityType::COMPANY,
                id: id.get(),
            },
            ClientOrigin::Contact(id) => Self {
                kind: EntityType::CONTACT,
                id: id.get(),
            },
        }
    }

    fn owns(&self, requisite: &Requisite) -> bool {
        requisite.entity_type_id == Some(self.kind)
            && requisite.entity_id.map(Id::get) == Some(self.id)
    }
}

/// Answers about one set of requisites.
pub(super) struct Linked {
    pub(super) requisite: Result<Vec<Requisite>, Error>,
    pub(super) banks: Result<Vec<BankDetail>, Error>,
    pub(super) addresses: Result<Vec<Address>, Error>,
}

/// What was found of a client's requisites.
pub(super) struct Found {
    requisite: Fact<RequisiteCard>,
    count: Option<usize>,
    bank: Fact<BankCard>,
}

impl Found {
    pub(super) fn unread(code: &'static str) -> Self {
        Self {
            requisite: Fact::NotChecked(code.into()),
            count: None,
            bank: Fact::NotChecked(code.into()),
        }
    }
}

/// The requisites that the deal's link names, if they are the client's own.
pub(super) fn linked(
    id: Id,
    link: Option<&RequisiteLink>,
    owner: &Owner,
    read: Linked,
    presets: &[PresetRow],
    at: Timestamp,
) -> Result<Found, Error> {
    let rows = read.requisite?;
    let Some(own) = rows.into_iter().find(|row| row.id == Some(id)) else {
        return Ok(Found::unread("requisite-unreadable"));
    };
    if !owner.owns(&own) {
        return Ok(Found::unread("requisite-of-another"));
    }
    let chosen = link.and_then(|link| link.bank_detail_id);
    let bank = bank(&own, chosen, read.banks?, at);
    Ok(found(&own, read.addresses?, presets, bank, at))
}

/// The requisites of a card that has just one set in use.
pub(super) fn only(
    owner: &Owner,
    read: Linked,
    presets: &[PresetRow],
    at: Timestamp,
) -> Result<Found, Error> {
    let rows = read.requisite?;
    // Bank details and addresses were asked for the first row of the answer, whosever it is.
    let first = rows.first().map(|row| row.id);
    let mut own = rows
        .into_iter()
        .filter(|row| owner.owns(row) && row.active != Some(false));
    let (one, more) = (own.next(), own.count());
    let Some(one) = one else {
        return Ok(Found {
            requisite: Fact::Absent,
            count: Some(0),
            bank: Fact::Absent,
        });
    };
    if more > 0 {
        let count = Some(more.saturating_add(1));
        return Ok(Found {
            count,
            ..Found::unread("several-requisites")
        });
    }
    if first != Some(one.id) {
        return Ok(found(
            &one,
            Vec::new(),
            presets,
            Fact::NotChecked("bank-unread".into()),
            at,
        ));
    }
    let bank = bank(&one, None, read.banks?, at);
    Ok(found(&one, read.addresses?, presets, bank, at))
}

fn found(
    row: &Requisite,
    addresses: Vec<Address>,
    presets: &[PresetRow],
    bank: Fact<BankCard>,
    at: Timestamp,
) -> Found {
    match requisite(row, addresses, presets) {
        Some(card) => Found {
            requisite: known(card, "crm.requisite.list", at),
            count: Some(1),
            bank,
        },
        None => Found::unread("requisite-unreadable"),
    }
}

fn bank(
    requisite: &Requisite,
    chosen: Option<Id>,
    rows: Vec<BankDetail>,
    at: Timestamp,
) -> Fact<BankCard> {
    let mut own: Vec<BankDetail> = rows
        .into_iter()
        .filter(|row| row.entity_id.is_some() && row.entity_id == requisite.id)
        .filter(|row| row.active != Some(false))
        .filter(|row| chosen.is_none_or(|id| row.id == id))
        .collect();
    match (own.pop(), own.is_empty()) {
        // The deal names an account that is deleted, hidden or of another card.
        (None, _) if chosen.is_some() => Fact::NotChecked("bank-unread".into()),
        (None, _) => Fact::Absent,
        (Some(_), false) => Fact::NotChecked("several-bank-details".into()),
        (Some(row), true) => {
            let card = BankCard {
                bik: row.bik.unwrap_or_default(),
                bank_name: row.bank_name.unwrap_or_default(),
                account: row.account.unwrap_or_default(),
                correspondent: row.correspondent_account.unwrap_or_default(),
            };
            known(card, "crm.requisite.bankdetail.list", at)
        }
    }
}

fn requisite(
    row: &Requisite,
    addresses: Vec<Address>,
    presets: &[PresetRow],
) -> Option<RequisiteCard> {
    let id = row.id?;
    Some(RequisiteCard {
        id: RequisiteId::new(id.get())?,
        preset: preset(row.preset_id, presets),
        texts: texts(row),
        addresses: addresses
            .into_iter()
            .filter(|address| address.entity_id == Some(id))
            .filter(|address| address.entity_type_id == Some(EntityType::REQUISITE))
            .filter_map(|address| Some((kind(address.type_id)?, one_line(&address))))
            .filter(|(_, line)| !line.is_empty())
            .collect(),
    })
}

fn preset(id: Option<Id>, presets: &[PresetRow]) -> Preset {
    let row = presets.iter().find(|row| Some(row.id) == id);
    let mark = row
        .and_then(|row| row.xml_id.as_deref())
        .unwrap_or_default();
    let known = PRESETS
        .into_iter()
        .find(|(known, _)| *known == mark)
        .map(|(_, preset)| preset);
    known.unwrap_or_else(|| {
        let name = row.and_then(|row| row.name.clone()).unwrap_or_default();
        Preset::Other(name)
    })
}

/// What an address of the portal is, where documents can use it.
fn kind(type_id: u32) -> Option<AddressKind> {
    match type_id {
        6 => Some(AddressKind::Legal),
        4 => Some(AddressKind::Registered),
        1 => Some(AddressKind::Actual),
        _ => None,
    }
}

/// Texts by their meaning, empty ones left out.
fn texts(row: &Requisite) -> BTreeMap<RequisiteText, String> {
    let texts = [
        (RequisiteText::Inn, &row.inn),
        (RequisiteText::Kpp, &row.kpp),
        (RequisiteText::Ogrn, &row.ogrn),
        (RequisiteText::Ogrnip, &row.ogrnip),
        (RequisiteText::ShortName, &row.company_name),
        (RequisiteText::FullName, &row.company_full_name),
        (RequisiteText::Director, &row.director),
        (RequisiteText::Chief, &row.ceo_name),
        (RequisiteText::ChiefPost, &row.ceo_post),
        (RequisiteText::Basis, &row.base_document),
        (RequisiteText::WholeName, &row.person_name),
        (RequisiteText::FirstName, &row.first_name),
        (RequisiteText::MiddleName, &row.second_name),
        (RequisiteText::LastName, &row.last_name),
        (RequisiteText::Identity, &row.identity_document),
        (RequisiteText::IdentitySeries, &row.identity_series),
        (RequisiteText::IdentityNumber, &row.identity_number),
        (RequisiteText::IdentityDate, &row.identity_date),
        (RequisiteText::IdentityIssuer, &row.identity_issued_by),
        (RequisiteText::Phone, &row.phone),
        (RequisiteText::Email, &row.email),
    ];
    texts
        .into_iter()
        .filter_map(|(meaning, text)| Some((meaning, text.clone()?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// «119019, г. Москва, ул. Новый Арбат, 1, офис 5».
fn one_line(address: &Address) -> String {
    let parts = [
        &address.postal_code,
        &address.province,
        &address.region,
        &address.city,
        &address.address_1,
        &address.address_2,
    ];
    let filled: Vec<&str> = parts
        .into_iter()
        .filter_map(|part| part.as_deref().map(str::trim))
        .filter(|part| !part.is_empty())
        .collect();
    filled.join(", ")
}

pub(super) fn deal(id: DealId, item: &Item, wanted: &BTreeSet<String>) -> DealCard {
    let semantic = item.stage_semantic_id.as_deref().unwrap_or_default();
    DealCard {
        id,
        title: item.title.clone().unwrap_or_default(),
        closed: matches!(semantic, "S" | "F"),
        currency: item.currency_id.clone().unwrap_or_default(),
        opportunity: item.opportunity.and_then(money),
        manual_opportunity: item.is_manual_opportunity == Some(true),
        responsible: item.assigned_by_id.and_then(|id| UserId::new(id.get())),
        company: item.company_id.and_then(|id| CompanyId::new(id.get())),
        contact: item.contact_id.and_then(|id| ContactId::new(id.get())),
        fields: wanted
            .iter()
            .filter_map(|name| Some((name.clone(), text(&item.other, name)?)))
            .collect(),
    }
}

/// A field as text; absent and empty ones are none.
pub(super) fn text(fields: &Fields, name: &str) -> Option<String> {
    fields
        .get::<Option<String>>(name)
        .ok()
        .flatten()
        .filter(|text| !text.trim().is_empty())
}

pub(super) fn client(
    origin: ClientOrigin,
    card: &Item,
    found: Found,
    at: Timestamp,
) -> Fact<ClientCard> {
    let reach = |kind: &str| {
        card.communications
            .iter()
            .find(|way| way.type_id.as_deref() == Some(kind))
            .and_then(|way| way.value.clone())
    };
    let name = [&card.last_name, &card.name, &card.second_name];
    let name: Vec<&str> = name.into_iter().filter_map(Option::as_deref).collect();
    let client = ClientCard {
        origin,
        title: card.title.clone().unwrap_or_else(|| name.join(" ")),
        phone: reach("PHONE"),
        email: reach("EMAIL"),
        requisite: found.requisite,
        requisites_found: found.count,
        bank: found.bank,
    };
    known(client, "crm.item.get", at)
}

/// The seller by the requisites that the deal's link names, if they are of a company of our own.
pub(super) fn seller(
    own: Option<Requisite>,
    company: Option<&Item>,
    at: Timestamp,
) -> Fact<SellerCard> {
    let ours = company.filter(|company| company.is_my_company == Some(true));
    let ours = ours.map(|company| company.id);
    let is_ours = |card: &Requisite| {
        card.entity_type_id == Some(EntityType::COMPANY) && ours.is_some() && card.entity_id == ours
    };
    let Some(own) = own.filter(is_ours) else {
        return Fact::NotChecked("seller-unreadable".into());
    };
    match (
        own.entity_id.and_then(|id| CompanyId::new(id.get())),
        own.inn,
    ) {
        (Some(company), Some(inn)) => known(SellerCard { company, inn }, "crm.requisite.list", at),
        _ => Fact::NotChecked("seller-unreadable".into()),
    }
}

pub(super) fn row(row: &Row) -> ProductRow {
    ProductRow {
        product: row.product_id.and_then(|id| ProductId::new(id.get())),
        name: row.product_name.clone().unwrap_or_default(),
        price: row.price.unwrap_or(Decimal::ZERO),
        quantity: row.quantity.unwrap_or(Decimal::ZERO),
        tax_rate: row.tax_rate,
        tax_included: row.tax_included == Some(true),
        unit_code: row.measure_code,
        unit_name: row.measure_name.clone().unwrap_or_default(),
    }
}

pub(super) fn employee(user: &User, head: Option<Id>) -> Option<StaffCard> {
    let name = [&user.last_name, &user.name];
    let name: Vec<&str> = name.into_iter().filter_map(Option::as_deref).collect();
    Some(StaffCard {
        id: UserId::new(user.id.get())?,
        active: user.active != Some(false),
        name: name.join(" "),
        head: head.and_then(|head| UserId::new(head.get())),
    })
}

pub(super) fn company_origin(id: Id) -> Option<ClientOrigin> {
    CompanyId::new(id.get()).map(ClientOrigin::Company)
}

pub(super) fn contact_origin(id: Id) -> Option<ClientOrigin> {
    ContactId::new(id.get()).map(ClientOrigin::Contact)
}

fn known<T>(value: T, source: &'static str, at: Timestamp) -> Fact<T> {
    Fact::Known {
        value,
        source: source.into(),
        at,
    }
}

/// Kopecks exactly; more than two places is no sum.
fn money(value: Decimal) -> Option<Money> {
    (value.round_dp(2) == value)
        .then(|| Money::parse(&format!("{value:.2}")).ok())
        .flatten()
}
