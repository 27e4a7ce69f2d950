//! Reading: all of the deal and of nobody else.

use super::super::{Portal, cause, done};
use super::{begun, loaded, scene};
use docflow_core::*;
use docflow_sandbox::World;
use std::collections::BTreeSet;

pub(super) async fn what_stands_in_the_deal_is_read(portal: &dyn Portal) {
    let crm = begun(portal);
    let facts = loaded(&*crm, scene::DEAL).await;
    assert_eq!(facts.deal.id.get(), scene::DEAL);
    assert_eq!(
        facts.deal.title,
        "Зимнее обслуживание кондиционеров, БЦ «Полюс»"
    );
    assert_eq!(
        (facts.deal.closed, facts.deal.currency.as_str()),
        (false, "RUB")
    );
    assert_eq!(facts.deal.responsible, UserId::new(scene::MANAGER));
    assert_eq!(facts.deal.company.map(CompanyId::get), Some(201));
    assert_eq!(facts.deal.contact.map(ContactId::get), Some(401));
    // 58 560 + 106 254,38 + 17 385 + 29 280
    assert_eq!(
        facts.deal.opportunity,
        Some(Money::from_kopecks(21_147_938))
    );
    let place = facts.deal.fields.get("UF_CRM_SERVICE_PLACE");
    assert_eq!(
        place.map(String::as_str),
        Some("г. Москва, наб. Шлюзовая, д. 6, стр. 4")
    );
    let rows: Vec<_> = facts
        .rows
        .iter()
        .map(|row| row.product.map(ProductId::get))
        .collect();
    assert_eq!(rows, [Some(101), Some(107), Some(113), Some(117)]);
    assert_eq!(facts.rows_total, 4);
    assert_eq!(facts.rows[1].quantity, Decimal::new(348_375, 3));
    assert_eq!(facts.rows[1].price, Decimal::from(305));
    assert_eq!(facts.rows[1].tax_rate, Some(Decimal::from(22)));
    let client = facts.client.known().unwrap();
    assert_eq!(
        client.origin,
        ClientOrigin::Company(CompanyId::new(201).unwrap())
    );
    let requisite = client.requisite.known().unwrap();
    assert_eq!(
        (requisite.id.get(), &requisite.preset),
        (21, &Preset::Organization)
    );
    assert!(requisite.text(RequisiteText::Inn).is_some() && !requisite.addresses.is_empty());
    assert_eq!(client.bank.known().unwrap().account, "40702810900000980201");
    assert_eq!(facts.seller.known().unwrap().inn, "7798001013");
    let manager = facts
        .staff
        .iter()
        .find(|card| card.id == scene::user(scene::MANAGER))
        .unwrap();
    assert_eq!(
        (manager.active, manager.head),
        (true, UserId::new(scene::HEAD))
    );
}

pub(super) async fn whoever_asks_is_read_with_the_head_of_their_department(portal: &dyn Portal) {
    let crm = begun(portal);
    let mut query = scene::query(scene::DEAL, DealState::Working);
    query.order.requested_by = scene::user(22);
    let facts = done(crm.load_facts(&query).await);
    let card = |id| facts.staff.iter().find(|card| card.id == scene::user(id));
    assert_eq!(card(22).unwrap().head, UserId::new(21));
    assert!(card(21).is_some() && card(scene::MANAGER).is_some() && card(scene::HEAD).is_some());
    assert!(card(32).is_none(), "nobody else is read");
}

pub(super) async fn rows_that_were_not_all_read_are_counted(portal: &dyn Portal) {
    let mut world = scene::world();
    let row = world.portal.rows.iter().find(|row| row.owner_id == 1001);
    let row = row.unwrap().clone();
    world.portal.rows.extend(std::iter::repeat_n(row, 230));
    portal.begin(world);
    let crm = portal.crm(&scene::policy());
    let facts = loaded(&*crm, scene::DEAL).await;
    assert_eq!(facts.rows_total, 234);
    assert!((200..=234).contains(&facts.rows.len()));
}

pub(super) async fn a_client_without_requisites_reads_nobody_elses(portal: &dyn Portal) {
    let crm = begun(portal);
    let facts = loaded(&*crm, 1007).await;
    let client = facts.client.known().unwrap();
    assert_eq!(
        client.origin,
        ClientOrigin::Contact(ContactId::new(407).unwrap())
    );
    assert!(client.requisite.known().is_none() && client.bank.known().is_none());
}

pub(super) async fn a_client_who_was_deleted_reads_nobody_elses(portal: &dyn Portal) {
    let crm = begun(portal);
    let facts = loaded(&*crm, 1009).await;
    assert!(facts.client.known().is_none());
}

pub(super) async fn requisites_of_another_client_that_the_deal_names_are_not_read(
    portal: &dyn Portal,
) {
    let mut world = scene::world();
    let link = world
        .portal
        .links
        .iter_mut()
        .find(|link| link.entity_id == 1001)
        .unwrap();
    (link.requisite_id, link.bank_detail_id) = (5, 50);
    portal.begin(world);
    let crm = portal.crm(&scene::policy());
    let facts = loaded(&*crm, scene::DEAL).await;
    let client = facts.client.known().unwrap();
    let requisite = client.requisite.known().map(|card| card.id.get());
    assert!(requisite.is_none_or(|id| id == 21), "{requisite:?}");
    let account = client.bank.known().map(|bank| bank.account.as_str());
    assert!(
        account.is_none_or(|found| found == "40702810900000980201"),
        "{account:?}"
    );
}

pub(super) async fn a_seller_that_is_none_of_ours_is_not_read(portal: &dyn Portal) {
    for requisite in [5, 21] {
        let mut world = scene::world();
        let link = world
            .portal
            .links
            .iter_mut()
            .find(|link| link.entity_id == 1001)
            .unwrap();
        (link.mc_requisite_id, link.mc_bank_detail_id) = (requisite, requisite * 10);
        portal.begin(world);
        let crm = portal.crm(&scene::policy());
        let facts = loaded(&*crm, scene::DEAL).await;
        assert_eq!(
            facts.seller.known().map(|card| &card.inn),
            None,
            "requisites {requisite}"
        );
    }
}

pub(super) async fn a_deal_without_rows_reads_nobody_elses(portal: &dyn Portal) {
    let mut world = scene::world();
    world.portal.rows.retain(|row| row.owner_id != 1001);
    portal.begin(world);
    let crm = portal.crm(&scene::policy());
    let facts = loaded(&*crm, scene::DEAL).await;
    assert_eq!((facts.rows, facts.rows_total), (Vec::new(), 0));
}

/// The world as it is, and with each deal's cards deleted or its links torn.
pub(super) async fn no_word_of_another_client_reaches_the_facts_of_any_deal(portal: &dyn Portal) {
    let whole = scene::world();
    let mut unlinked = whole.clone();
    unlinked.portal.links.clear();
    let mut deleted = whole.clone();
    deleted
        .portal
        .companies
        .retain(|one| one.id == 250 || one.is_my_company);
    deleted.portal.contacts.retain(|one| one.id == 450);
    let mut bare = whole.clone();
    bare.portal
        .requisites
        .retain(|one| [5, 6, 7].contains(&one.id));
    for world in [whole, unlinked, deleted, bare] {
        portal.begin(world.clone());
        let crm = portal.crm(&scene::policy());
        for deal in world
            .portal
            .deals
            .iter()
            .map(|deal| u64::try_from(deal.id).unwrap())
        {
            let facts = loaded(&*crm, deal).await;
            let told = words(&facts);
            let foreign = foreign_words(&world, deal);
            assert!(foreign.len() > 10, "the world has others");
            let strayed: Vec<_> = told.intersection(&foreign).collect();
            assert!(strayed.is_empty(), "deal {deal} reads {strayed:?}");
            let own = world.portal.rows.iter();
            let own = own.filter(|row| row.owner_id == i64::try_from(deal).unwrap());
            assert_eq!(facts.rows.len(), own.count(), "deal {deal}");
        }
    }
}

pub(super) async fn a_deal_that_is_not_there_speaks_of_this_run_alone(portal: &dyn Portal) {
    let crm = begun(portal);
    let read = crm.load_facts(&scene::query(404, DealState::Working)).await;
    assert!(matches!(read, Outcome::Rejected(_)), "{read:?}");
    assert_eq!(
        (cause(&read).side, cause(&read).scope),
        (Side::Crm, Scope::Run)
    );
}

/// Every text of the facts that names a party, and whole texts only.
fn words(facts: &DealFacts) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    if let Some(client) = facts.client.known() {
        words.insert(client.title.clone());
        words.extend(client.phone.clone());
        words.extend(client.email.clone());
        if let Some(card) = client.requisite.known() {
            words.extend(card.texts.values().cloned());
        }
        if let Some(bank) = client.bank.known() {
            words.insert(bank.account.clone());
        }
    }
    words.extend(facts.seller.known().map(|seller| seller.inn.clone()));
    words
}

/// Numbers and names that belong to cards which are neither of the deal nor ours.
fn foreign_words(world: &World, deal: u64) -> BTreeSet<String> {
    let portal = &world.portal;
    let deal = portal
        .deals
        .iter()
        .find(|one| one.id == i64::try_from(deal).unwrap())
        .unwrap();
    let is_own = |kind: i64, id: i64| match kind {
        4 => {
            id == deal.company_id
                || portal
                    .companies
                    .iter()
                    .any(|one| one.id == id && one.is_my_company)
        }
        _ => id == deal.contact_id,
    };
    let mut words = BTreeSet::new();
    for company in portal.companies.iter().filter(|one| !is_own(4, one.id)) {
        words.insert(company.title.clone());
    }
    let foreign = portal
        .requisites
        .iter()
        .filter(|one| !is_own(one.entity_type_id, one.entity_id));
    for card in foreign {
        let numbers = [
            "RQ_INN",
            "RQ_OGRN",
            "RQ_COMPANY_FULL_NAME",
            "RQ_DIRECTOR",
            "RQ_IDENT_DOC_NUM",
        ];
        let texts = numbers
            .iter()
            .filter_map(|name| card.fields.get(*name)?.as_str());
        words.extend(texts.map(str::to_owned));
        let accounts = portal
            .bank_details
            .iter()
            .filter(|bank| bank.entity_id == card.id);
        let accounts = accounts.filter_map(|bank| bank.fields.get("RQ_ACC_NUM")?.as_str());
        words.extend(accounts.map(str::to_owned));
    }
    words
}
