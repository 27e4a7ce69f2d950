//! Reading a deal: one batch, and one more for a deal whose requisites nobody has chosen.

use super::cards::{self, Owner};
use super::{BitrixCrm, failure, number, unbuilt};
use bitrix_client::{
    Batch, BatchError, BatchResults, EntityType, Error, ErrorKind, GetDepartments, GetItem,
    GetUsers, Handle, Id, Item, ListAddresses, ListBankDetails, ListPresets, ListProductRows,
    ListRequisiteLinks, ListRequisites, Method, Order, RequisiteLink, User,
};
use docflow_core::{
    Cause, ClientCard, ClientOrigin, CompanyId, ContactId, DealFacts, Fact, FactsQuery, Outcome,
    Owner as Acts, ProductRow, SellerCard, Side, StaffCard, Timestamp,
};
use std::collections::BTreeMap;

/// Pages of product rows that are read at once: 200 rows.
const PAGES: u32 = 4;
/// Rows of a page.
const PAGE: u32 = 50;
/// The same, to compare lengths with.
const FULL: usize = 50;

/// The commands of the first batch.
struct Asked {
    deal: Handle<GetItem>,
    rows: Vec<Handle<ListProductRows>>,
    links: Handle<ListRequisiteLinks>,
    requisite: Handle<ListRequisites>,
    banks: Handle<ListBankDetails>,
    addresses: Handle<ListAddresses>,
    company: Handle<GetItem>,
    contact: Handle<GetItem>,
    own_requisite: Handle<ListRequisites>,
    own_company: Handle<GetItem>,
    presets: Handle<ListPresets>,
    staff: [Employee; 2],
}

/// An employee, their department and its head.
struct Employee {
    user: Handle<GetUsers>,
    department: Handle<GetDepartments>,
    head: Handle<GetUsers>,
}

impl BitrixCrm {
    pub(super) async fn load(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        let mut batch = Batch::new();
        let asked = match ask(&mut batch, query) {
            Ok(asked) => asked,
            Err(error) => return unbuilt(error),
        };
        // After the reads, so that the deal is seen as it was before.
        if let Err(error) = self.write_state(&mut batch, query.deal, query.state) {
            return unbuilt(error);
        }
        let results = match self.client.batch(&batch).await {
            Ok(results) => results,
            Err(error) => return failure::of_read(&error),
        };
        match self.read(query, &asked, &results).await {
            Ok(facts) => Outcome::Done(facts),
            Err(outcome) => outcome.map(|never| match never {}),
        }
    }

    async fn read(
        &self,
        query: &FactsQuery,
        asked: &Asked,
        results: &BatchResults,
    ) -> Result<DealFacts, Outcome<std::convert::Infallible>> {
        let deal = results
            .take(&asked.deal)
            .map_err(|error| deal_failure(&error))?;
        let (rows, rows_total) = rows(asked, results, &deal)?;
        let link = link(asked, results, &deal)?;
        let client = self
            .client_card(asked, results, &deal, link.as_ref())
            .await?;
        let seller = seller(asked, results, link.as_ref(), self.clock.now())
            .map_err(|error| failure::of_read(&error))?;
        let staff =
            staff(query, &deal, asked, results).map_err(|error| failure::of_read(&error))?;
        let deal = cards::deal(query.deal, &deal, &self.deal_fields);
        Ok(DealFacts {
            deal,
            client,
            seller,
            rows,
            rows_total,
            staff,
        })
    }

    async fn client_card(
        &self,
        asked: &Asked,
        results: &BatchResults,
        deal: &Item,
        link: Option<&RequisiteLink>,
    ) -> Result<Fact<ClientCard>, Outcome<std::convert::Infallible>> {
        let (origin, handle) = match (deal.company_id, deal.contact_id) {
            (Some(company), _) => (cards::company_origin(company), &asked.company),
            (None, Some(contact)) => (cards::contact_origin(contact), &asked.contact),
            (None, None) => return Ok(Fact::Absent),
        };
        let Some(origin) = origin else {
            return Ok(Fact::NotChecked("client-unreadable".into()));
        };
        let card = match results.take(handle) {
            Ok(card) if card.id.get() == origin_id(origin) => card,
            Err(error) if error.is_retryable() || failure::is_for_now(&error) => {
                return Err(failure::of_read(&error));
            }
            // A deleted card is refused, and an answer about another card is no answer.
            Ok(_) | Err(_) => return Ok(Fact::NotChecked("client-unreadable".into())),
        };
        let presets = results
            .take(&asked.presets)
            .map_err(|error| failure::of_read(&error))?;
        let owner = Owner::of(origin);
        let chosen = link.and_then(|link| link.requisite_id);
        let found = match chosen {
            Some(id) => {
                let linked = cards::Linked {
                    requisite: results.take(&asked.requisite),
                    banks: results.take(&asked.banks),
                    addresses: results.take(&asked.addresses),
                };
                cards::linked(id, link, &owner, linked, &presets, self.clock.now())
            }
            None => self.only_requisite(&owner, &presets).await,
        };
        let found = found.map_err(|error| failure::of_read(&error))?;
        Ok(cards::client(origin, &card, found, self.clock.now()))
    }

    /// The requisites of a card that the deal does not choose: used when there is just one set.
    async fn only_requisite(
        &self,
        owner: &Owner,
        presets: &[bitrix_client::Preset],
    ) -> Result<cards::Found, Error> {
        let mut batch = Batch::new();
        let list = ListRequisites::new()
            .filter("ENTITY_TYPE_ID", owner.kind)
            .filter("ENTITY_ID", number(owner.id));
        let handles = (|| {
            let requisites = batch.add(list)?;
            let first = || requisites.at(["0", "ID"]);
            let banks = batch.add(ListBankDetails::new().filter("ENTITY_ID", first()))?;
            let addresses = batch.add(addresses_of(first()))?;
            Ok::<_, BatchError>((requisites, banks, addresses))
        })();
        let Ok((requisites, banks, addresses)) = handles else {
            return Ok(cards::Found::unread("request-form"));
        };
        let results = self.client.batch(&batch).await?;
        let read = cards::Linked {
            requisite: results.take(&requisites),
            banks: results.take(&banks),
            addresses: results.take(&addresses),
        };
        cards::only(owner, read, presets, self.clock.now())
    }
}

fn ask(batch: &mut Batch, query: &FactsQuery) -> Result<Asked, BatchError> {
    let id = || number(query.deal.get());
    let deal = batch.add(GetItem::new(EntityType::DEAL, id()))?;
    let rows = (0..PAGES)
        .map(|page| {
            let list = ListProductRows::new(EntityType::DEAL, id());
            batch.add(
                list.order("id", Order::Asc)
                    .start(page.saturating_mul(PAGE)),
            )
        })
        .collect::<Result<_, _>>()?;
    let links = batch.add(
        ListRequisiteLinks::new()
            .filter("ENTITY_TYPE_ID", EntityType::DEAL)
            .filter("ENTITY_ID", id()),
    )?;
    let chosen = || links.at(["0", "REQUISITE_ID"]);
    let requisite = batch.add(ListRequisites::new().filter("ID", chosen()))?;
    let banks = batch.add(ListBankDetails::new().filter("ENTITY_ID", chosen()))?;
    let addresses = batch.add(addresses_of(chosen()))?;
    let item = |name| deal.at(["item", name]);
    let company = batch.add(GetItem::new(EntityType::COMPANY, item("companyId")))?;
    let contact = batch.add(GetItem::new(EntityType::CONTACT, item("contactId")))?;
    let own = links.at(["0", "MC_REQUISITE_ID"]);
    let own_requisite = batch.add(ListRequisites::new().filter("ID", own))?;
    let own = own_requisite.at(["0", "ENTITY_ID"]);
    let own_company = batch.add(GetItem::new(EntityType::COMPANY, own))?;
    let presets = batch.add(ListPresets::new())?;
    let staff = [
        employee(batch, GetUsers::by_id(item("assignedById")))?,
        employee(
            batch,
            GetUsers::by_id(number(query.order.requested_by.get())),
        )?,
    ];
    Ok(Asked {
        deal,
        rows,
        links,
        requisite,
        banks,
        addresses,
        company,
        contact,
        own_requisite,
        own_company,
        presets,
        staff,
    })
}

fn employee(batch: &mut Batch, user: GetUsers) -> Result<Employee, BatchError> {
    let user = batch.add(user)?;
    let department = GetDepartments::new().id(user.at(["0", "UF_DEPARTMENT", "0"]));
    let department = batch.add(department)?;
    let head = batch.add(GetUsers::by_id(department.at(["0", "UF_HEAD"])))?;
    Ok(Employee {
        user,
        department,
        head,
    })
}

fn addresses_of(requisite: impl Into<bitrix_client::Value>) -> ListAddresses {
    ListAddresses::new()
        .filter("ENTITY_TYPE_ID", EntityType::REQUISITE)
        .filter("ENTITY_ID", requisite)
}

fn deal_failure(error: &Error) -> Outcome<std::convert::Infallible> {
    if error.kind() == ErrorKind::NotFound {
        return failure::refused(Cause::new(Side::Crm, "deal-not-found"), Acts::Manager);
    }
    failure::of_read(error)
}

type Rows = (Vec<ProductRow>, u64);

fn rows(
    asked: &Asked,
    results: &BatchResults,
    deal: &Item,
) -> Result<Rows, Outcome<std::convert::Infallible>> {
    // Pages are read by id, so that a row that moves between them is neither lost nor doubled.
    let mut by_id = BTreeMap::new();
    let (mut total, mut last_page) = (None, 0);
    for handle in &asked.rows {
        let reply = results
            .reply(handle)
            .map_err(|error| failure::of_read(&error))?;
        total = total.max(reply.total);
        last_page = reply.answer.len();
        let own = reply.answer.into_iter();
        let own = own.filter(|row| row.owner_id == Some(deal.id));
        by_id.extend(own.map(|row| (row.id, row)));
    }
    let mut rows: Vec<_> = by_id.into_values().collect();
    rows.sort_by_key(|row| row.sort);
    let read = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    // A full last page without a count may not be the last one.
    let uncounted = read.saturating_add(u64::from(last_page >= FULL));
    let rows = rows.iter().map(cards::row).collect();
    Ok((rows, total.unwrap_or(uncounted).max(read)))
}

/// The link of this very deal; one that says «not chosen» everywhere is as good as none.
fn link(
    asked: &Asked,
    results: &BatchResults,
    deal: &Item,
) -> Result<Option<RequisiteLink>, Outcome<std::convert::Infallible>> {
    let links = results
        .take(&asked.links)
        .map_err(|error| failure::of_read(&error))?;
    let mine =
        |link: &RequisiteLink| link.entity_type_id == EntityType::DEAL && link.entity_id == deal.id;
    Ok(links.into_iter().find(mine))
}

fn seller(
    asked: &Asked,
    results: &BatchResults,
    link: Option<&RequisiteLink>,
    at: Timestamp,
) -> Result<Fact<SellerCard>, Error> {
    let Some(id) = link.and_then(|link| link.my_requisite_id) else {
        return Ok(Fact::Absent);
    };
    let found = match results.take(&asked.own_requisite) {
        Err(error) if error.is_retryable() || failure::is_for_now(&error) => return Err(error),
        found => found.unwrap_or_default(),
    };
    let own = found.into_iter().find(|requisite| requisite.id == Some(id));
    let company = match results.take(&asked.own_company) {
        Err(error) if error.is_retryable() || failure::is_for_now(&error) => return Err(error),
        company => company.ok(),
    };
    Ok(cards::seller(own, company.as_ref(), at))
}

fn staff(
    query: &FactsQuery,
    deal: &Item,
    asked: &Asked,
    results: &BatchResults,
) -> Result<Vec<StaffCard>, Error> {
    let [responsible, requester] = &asked.staff;
    let wanted = [
        (deal.assigned_by_id, responsible),
        (Id::new(query.order.requested_by.get()), requester),
    ];
    let mut staff: Vec<StaffCard> = Vec::new();
    for (id, employee) in wanted {
        let Some(id) = id else { continue };
        for card in cards_of(id, employee, results)? {
            if !staff.iter().any(|known| known.id == card.id) {
                staff.push(card);
            }
        }
    }
    Ok(staff)
}

/// The rows of a command about employees; one that was refused has none, unless it was for the
/// portal's pace alone: many employees have no department, and a department may have no head.
fn listed<M, T>(results: &BatchResults, handle: &Handle<M>) -> Result<Vec<T>, Error>
where
    M: Method<Answer = Vec<T>>,
{
    match results.take(handle) {
        Err(error) if failure::is_for_now(&error) => Err(error),
        rows => Ok(rows.unwrap_or_default()),
    }
}

/// An employee and the head of their first department, each only if it is really they.
fn cards_of(id: Id, employee: &Employee, results: &BatchResults) -> Result<Vec<StaffCard>, Error> {
    let of = |handle: &Handle<GetUsers>, id: Id| -> Result<Option<User>, Error> {
        let users: Vec<User> = listed(results, handle)?;
        Ok(users.into_iter().find(|user| user.id == id))
    };
    let Some(user) = of(&employee.user, id)? else {
        return Ok(Vec::new());
    };
    let first = user.departments.first().copied();
    let departments = listed(results, &employee.department)?;
    let department = departments
        .into_iter()
        .find(|found| Some(found.id) == first);
    let head = department
        .and_then(|found| found.head)
        .filter(|head| *head != id);
    let mut cards = vec![cards::employee(&user, head)];
    if let Some(head) = head {
        let head = of(&employee.head, head)?;
        cards.extend(head.map(|user| cards::employee(&user, None)));
    }
    Ok(cards.into_iter().flatten().collect())
}

fn origin_id(origin: ClientOrigin) -> u64 {
    match origin {
        ClientOrigin::Company(id) => CompanyId::get(id),
        ClientOrigin::Contact(id) => ContactId::get(id),
    }
}
