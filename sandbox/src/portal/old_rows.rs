//! Requisites, bank accounts, addresses, links, presets and dictionaries of the world as rows of
//! the old API, where every scalar is text.

use super::state::{State, from_world_value};
use super::value::{Array, Value};
use crate::world::{Fields, PortalWorld, Preset, Status};

/// All text fields of a requisite, in the portal's order.
pub(crate) const REQUISITE_FIELDS: &str = "RQ_NAME RQ_FIRST_NAME RQ_LAST_NAME RQ_SECOND_NAME RQ_COMPANY_ID \
    RQ_COMPANY_NAME RQ_COMPANY_FULL_NAME RQ_COMPANY_REG_DATE RQ_DIRECTOR RQ_ACCOUNTANT \
    RQ_CEO_NAME RQ_CEO_WORK_POS RQ_CONTACT RQ_EMAIL RQ_PHONE RQ_FAX RQ_IDENT_TYPE RQ_IDENT_DOC \
    RQ_IDENT_DOC_SER RQ_IDENT_DOC_NUM RQ_IDENT_DOC_PERS_NUM RQ_IDENT_DOC_DATE \
    RQ_IDENT_DOC_ISSUED_BY RQ_IDENT_DOC_DEP_CODE RQ_INN RQ_KPP RQ_USRLE RQ_IFNS RQ_OGRN \
    RQ_OGRNIP RQ_OKPO RQ_OKTMO RQ_OKVED RQ_EDRPOU RQ_DRFO RQ_KBE RQ_IIN RQ_BIN RQ_ST_CERT_SER \
    RQ_ST_CERT_NUM RQ_ST_CERT_DATE RQ_VAT_PAYER RQ_VAT_ID RQ_VAT_CERT_SER RQ_VAT_CERT_NUM \
    RQ_VAT_CERT_DATE RQ_RESIDENCE_COUNTRY RQ_BASE_DOC RQ_REGON RQ_KRS RQ_PESEL RQ_LEGAL_FORM \
    RQ_SIRET RQ_SIREN RQ_CAPITAL RQ_RCS RQ_CNPJ RQ_STATE_REG RQ_MNPL_REG RQ_CPF";

pub(crate) const BANK_FIELDS: &str = "RQ_BANK_NAME RQ_BANK_CODE RQ_BANK_ADDR RQ_BANK_ROUTE_NUM RQ_BIK RQ_MFO \
    RQ_ACC_NAME RQ_ACC_NUM RQ_ACC_TYPE RQ_IIK RQ_ACC_CURRENCY RQ_COR_ACC_NUM RQ_IBAN RQ_SWIFT \
    RQ_BIC RQ_CODEB RQ_CODEG RQ_RIB RQ_AGENCY_NAME";

pub(crate) const ADDRESS_FIELDS: &str = "ADDRESS_1 ADDRESS_2 CITY POSTAL_CODE REGION PROVINCE COUNTRY \
    COUNTRY_CODE LOC_ADDR_ID ANCHOR_TYPE_ID ANCHOR_ID";

/// Puts these parts of the world into the state.
pub(crate) fn load(state: &mut State, world: &PortalWorld, now_ms: i64) -> Result<(), String> {
    let created = state.iso(now_ms);
    for one in &world.requisites {
        let row = head(one.id, &created)
            .with("ENTITY_TYPE_ID", id(one.entity_type_id))
            .with("ENTITY_ID", id(one.entity_id))
            .with("PRESET_ID", id(one.preset_id))
            .with("NAME", one.name.as_str());
        let row = tail(row, &one.xml_id).with("ADDRESS_ONLY", "N");
        let row = free(row, REQUISITE_FIELDS, &one.fields, "requisite", one.id)?;
        state.requisites.push(row);
        state.take_id("requisite", one.id);
    }
    for one in &world.bank_details {
        let row = head(one.id, &created)
            .with("ENTITY_ID", id(one.entity_id))
            .with("COUNTRY_ID", "1")
            .with("NAME", one.name.as_str());
        let row = free(
            tail(row, ""),
            BANK_FIELDS,
            &one.fields,
            "bank account",
            one.id,
        )?;
        state.bank_details.push(row.with("COMMENTS", Value::Null));
        state.take_id("bank detail", one.id);
    }
    for one in &world.addresses {
        let row = Array::new()
            .with("TYPE_ID", id(one.type_id))
            .with("ENTITY_TYPE_ID", "8")
            .with("ENTITY_ID", id(one.requisite_id));
        let row = free(
            row,
            ADDRESS_FIELDS,
            &one.fields,
            "address of",
            one.requisite_id,
        )?;
        state.addresses.push(row);
    }
    for one in &world.links {
        state.links.push(
            Array::new()
                .with("ENTITY_TYPE_ID", id(one.entity_type_id))
                .with("ENTITY_ID", id(one.entity_id))
                .with("REQUISITE_ID", id(one.requisite_id))
                .with("BANK_DETAIL_ID", id(one.bank_detail_id))
                .with("MC_REQUISITE_ID", id(one.mc_requisite_id))
                .with("MC_BANK_DETAIL_ID", id(one.mc_bank_detail_id)),
        );
    }
    load_dictionaries(state, world, &created);
    Ok(())
}

fn id(number: i64) -> String {
    number.to_string()
}

pub(crate) fn head(number: i64, created: &str) -> Array {
    Array::new()
        .with("ID", id(number))
        .with("DATE_CREATE", created)
        .with("DATE_MODIFY", "")
        .with("CREATED_BY_ID", "1")
        .with("MODIFY_BY_ID", Value::Null)
}

pub(crate) fn tail(row: Array, xml_id: &str) -> Array {
    row.with("CODE", Value::Null)
        .with("XML_ID", xml_id)
        .with("ORIGINATOR_ID", Value::Null)
        .with("ACTIVE", "Y")
        .with("SORT", "500")
}

/// Adds the fields of a shape, all of them null.
pub(crate) fn shaped(row: Array, shape: &str) -> Array {
    let names = shape.split_whitespace();
    names.fold(row, |row, name| row.with(name, Value::Null))
}

/// Adds the fields of the shape, null where the world says nothing, and custom ones.
fn free(
    mut row: Array,
    shape: &str,
    fields: &Fields,
    what: &str,
    number: i64,
) -> Result<Array, String> {
    let known: Vec<&str> = shape.split_whitespace().collect();
    row = shaped(row, shape);
    for (name, value) in fields {
        if !known.contains(&name.as_str()) && !name.starts_with("UF_CRM_") {
            return Err(format!("{what} {number}: unknown field {name}"));
        }
        let value = from_world_value(name, value).map_err(|e| format!("{what} {number}: {e}"))?;
        let text = match &value {
            Value::Null | Value::Array(_) => value,
            other => other.to_text().into(),
        };
        row.set(name, text);
    }
    Ok(row)
}

fn load_dictionaries(state: &mut State, world: &PortalWorld, created: &str) {
    let standard_presets = standard_presets();
    let presets = if world.presets.is_empty() {
        &standard_presets
    } else {
        &world.presets
    };
    for one in presets {
        state.take_id("preset", one.id);
        state.presets.push(
            Array::new()
                .with("ID", id(one.id))
                .with("ENTITY_TYPE_ID", "8")
                .with(
                    "COUNTRY_ID",
                    id(if one.country_id == 0 {
                        1
                    } else {
                        one.country_id
                    }),
                )
                .with("DATE_CREATE", created)
                .with("DATE_MODIFY", "")
                .with("CREATED_BY_ID", "1")
                .with("MODIFY_BY_ID", Value::Null)
                .with("NAME", one.name.as_str())
                .with("XML_ID", one.xml_id.as_str())
                .with("ACTIVE", "Y")
                .with("SORT", "500"),
        );
    }
    let mut statuses = world.statuses.clone();
    if !statuses
        .iter()
        .any(|status| status.entity_id == "DEAL_STAGE")
    {
        statuses.extend(standard_stages());
    }
    for (dictionary, all) in dictionaries() {
        if !statuses.iter().any(|one| one.entity_id == dictionary) {
            statuses.extend(all);
        }
    }
    for (number, one) in (101_i64..).step_by(2).zip(&statuses) {
        state.statuses.push(status_row(number, one));
    }
}

fn status_row(number: i64, one: &Status) -> Array {
    let semantics = match one.semantics.as_str() {
        "" => Value::Null,
        text => Value::from(text),
    };
    let meaning = match one.semantics.as_str() {
        "S" => "success",
        "F" => "failure",
        _ => "process",
    };
    let extra = Array::new()
        .with("SEMANTICS", meaning)
        .with("COLOR", "#39A8EF");
    Array::new()
        .with("ID", id(number))
        .with("ENTITY_ID", one.entity_id.as_str())
        .with("STATUS_ID", one.status_id.as_str())
        .with("NAME", one.name.as_str())
        .with("NAME_INIT", "")
        .with("SORT", id(one.sort))
        .with("SYSTEM", "N")
        .with("CATEGORY_ID", one.category_id.map(id))
        .with("COLOR", "#39A8EF")
        .with("SEMANTICS", semantics)
        .with("EXTRA", extra)
}

fn standard_presets() -> Vec<Preset> {
    let preset = |id, name: &str, kind| Preset {
        id,
        name: name.to_owned(),
        xml_id: format!("#CRM_REQUISITE_PRESET_DEF_RU_{kind}#"),
        country_id: 1,
    };
    vec![
        preset(1, "Организация", "COMPANY"),
        preset(2, "ИП", "INDIVIDUAL"),
        preset(3, "Физ. лицо", "PERSON"),
    ]
}

/// What the dictionaries of a new portal hold: `code semantics name`, the dictionary before them.
const DICTIONARIES: &str = include_str!("old_rows/dictionaries.txt");

/// The dictionaries by name, stages of deals aside.
fn dictionaries() -> Vec<(&'static str, Vec<Status>)> {
    let mut all: Vec<(&str, Vec<Status>)> = Vec::new();
    for line in DICTIONARIES.lines() {
        let Some(row) = line.strip_prefix("  ") else {
            all.push((line, Vec::new()));
            continue;
        };
        let (Some((dictionary, rows)), Some((code, rest))) = (all.last_mut(), row.split_once(' '))
        else {
            continue;
        };
        let (semantics, name) = rest.split_once(' ').unwrap_or(("-", rest));
        let place = i64::try_from(rows.len()).unwrap_or_default();
        rows.push(Status {
            entity_id: (*dictionary).to_owned(),
            status_id: code.to_owned(),
            name: name.to_owned(),
            sort: place.saturating_add(1).saturating_mul(10),
            category_id: None,
            semantics: semantics.trim_matches('-').to_owned(),
        });
    }
    all
}

fn standard_stages() -> Vec<Status> {
    let stages = [
        ("NEW", "Новая", ""),
        ("PREPARATION", "Подготовка документов", ""),
        ("PREPAYMENT_INVOICE", "Счёт на предоплату", ""),
        ("EXECUTING", "В работе", ""),
        ("FINAL_INVOICE", "Финальный счёт", ""),
        ("WON", "Сделка успешна", "S"),
        ("LOSE", "Сделка провалена", "F"),
        ("APOLOGY", "Анализ причины провала", "F"),
    ];
    let numbered = (10_i64..).step_by(10).zip(stages);
    numbered
        .map(|(sort, (status, name, semantics))| Status {
            entity_id: "DEAL_STAGE".to_owned(),
            status_id: status.to_owned(),
            name: name.to_owned(),
            sort,
            category_id: None,
            semantics: semantics.to_owned(),
        })
        .collect()
}
