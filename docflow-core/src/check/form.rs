//! The contract form and the fields that it asks for.

use super::case::{Case, chosen};
use super::format;
use super::notes::{Blocked, Notes, Read};
use super::table::{
    APPROVER_MISSING, FIELD_CHOICE, FIELD_DATE, FIELD_MISSING, FIELD_NUMBER, FORM_CLIENT,
    FORM_EARLY, FORM_MISSING, FORM_NONE, FORM_PRODUCT, FORM_REGION, FORM_SELLER, FORM_UNKNOWN,
    FORM_WITHDRAWN,
};
use crate::files::FilePolicy;
use crate::form::{ContractForm, FieldKind, FieldSource, FormField, Misfit};
use crate::policy::{Policy, Region};
use crate::request::ContractTerms;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A form that fits, with the values of its fields.
#[derive(Debug)]
pub(super) struct FilledForm<'a> {
    form: &'a ContractForm,
    fields: BTreeMap<String, String>,
}

impl FilledForm<'_> {
    /// The files of its documents.
    pub(super) fn files<'p>(&'p self, policy: &'p Policy) -> &'p FilePolicy {
        self.form.files.as_ref().unwrap_or(&policy.files)
    }

    /// The terms as the request carries them.
    pub(super) fn terms(self, case: &Case<'_>, region: &Region) -> ContractTerms {
        ContractTerms {
            form: self.form.code.clone(),
            form_version: self.form.version.clone(),
            form_title: self.form.title.clone(),
            date: case.contract_date(),
            city: region.city.clone(),
            region: region.code.clone(),
            valid_until: case.choices.valid_until,
            fields: self.fields,
            number_approval: self.form.number_approval,
        }
    }
}

/// Finds the form, holds it against the case and reads its fields.
pub(super) fn read<'a>(case: &Case<'a>, notes: &mut Notes) -> Read<FilledForm<'a>> {
    let form = form(case, notes)?;
    let fits = fits(case, form, notes);
    let mut fields = BTreeMap::new();
    let mut result = Ok(());
    for field in &form.fields {
        match value(case, field, notes) {
            Ok(Some(value)) => drop(fields.insert(field.code.clone(), value)),
            Ok(None) => {}
            Err(blocked) => result = Err(blocked),
        }
    }
    if form.number_approval && case.policy.approval.approver.is_none() {
        let params = [("form", form.title.clone())];
        result = Err(notes.block(APPROVER_MISSING, "form", params));
    }
    fits.and(result).map(|()| FilledForm { form, fields })
}

fn form<'a>(case: &Case<'a>, notes: &mut Notes) -> Read<&'a ContractForm> {
    if let Some(code) = chosen(case.choices.form.as_ref()) {
        let unknown = || notes.block(FORM_UNKNOWN, "form", [("form", code.to_owned())]);
        return case.policy.form(code).ok_or_else(unknown);
    }
    case.only_form().ok_or_else(|| not_chosen(case, notes))
}

/// No form was chosen, and there is not exactly one that fits.
fn not_chosen(case: &Case<'_>, notes: &mut Notes) -> Blocked {
    let context = case.form_context();
    let judged = case.policy.forms.iter();
    let judged: Vec<_> = judged
        .map(|form| (form.misfits(&context).len(), &form.title))
        .collect();
    let least = judged.iter().map(|(misfits, _)| *misfits).min();
    let nearest = judged.iter().filter(|(misfits, _)| Some(*misfits) == least);
    let titles = format::list(nearest.map(|(_, title)| title));
    if least == Some(0) {
        notes.block(FORM_MISSING, "form", [("forms", titles)])
    } else {
        notes.block(FORM_NONE, "form", [("nearest", titles)])
    }
}

fn fits(case: &Case<'_>, form: &ContractForm, notes: &mut Notes) -> Read<()> {
    let title = || ("form", form.title.clone());
    let date = || ("date", format::day(case.contract_date()));
    let mut result = Ok(());
    for misfit in form.misfits(&case.form_context()) {
        result = Err(match misfit {
            Misfit::Seller => {
                let seller = case.seller.map(|seller| seller.name.clone());
                let params = [title(), ("seller", seller.unwrap_or_default())];
                notes.block(FORM_SELLER, "form", params)
            }
            Misfit::Region => {
                let region = case.region.map(|region| region.title.clone());
                let params = [title(), ("region", region.unwrap_or_default())];
                notes.block(FORM_REGION, "form", params)
            }
            Misfit::Client(kind) => {
                let params = [title(), ("kind", kind.code().to_owned())];
                notes.block(FORM_CLIENT, "form", params)
            }
            Misfit::Product(kind) => {
                let params = [title(), ("kind", kind.code().to_owned())];
                notes.block(FORM_PRODUCT, "form", params)
            }
            Misfit::NotYet(from) => {
                let params = [title(), ("from", format::day(from)), date()];
                notes.block(FORM_EARLY, "form", params)
            }
            Misfit::Withdrawn(until) => {
                let params = [title(), ("until", format::day(until)), date()];
                notes.block(FORM_WITHDRAWN, "form", params)
            }
        });
    }
    result
}

/// The value of a field in the form that templates expect; nothing when it is empty and may be.
fn value(case: &Case<'_>, field: &FormField, notes: &mut Notes) -> Read<Option<String>> {
    let path = format!("form.fields.{}", field.code);
    let title = || ("field", field.title.clone());
    let Some(text) = text(case, field) else {
        return if field.required {
            Err(notes.block(FIELD_MISSING, path, [title()]))
        } else {
            Ok(None)
        };
    };
    let shown = || ("value", format::one_line(&text));
    let read = match &field.kind {
        FieldKind::Text => return Ok(Some(text)),
        FieldKind::Date => day(&text)
            .map(|day| day.to_string())
            .ok_or_else(|| notes.block(FIELD_DATE, path, [title(), shown()])),
        FieldKind::Number => text
            .parse::<i64>()
            .map(|number| number.to_string())
            .map_err(|_| notes.block(FIELD_NUMBER, path, [title(), shown()])),
        FieldKind::Choice(choices) => {
            let listed = choices.iter().find(|choice| **choice == text);
            listed.cloned().ok_or_else(|| {
                let choices = ("choices", format::list(choices));
                notes.block(FIELD_CHOICE, path, [title(), shown(), choices])
            })
        }
    };
    read.map(Some)
}

/// The text of a field from its source, else the answer, else the default.
fn text(case: &Case<'_>, field: &FormField) -> Option<String> {
    let answer = case.choices.answers.get(&field.code);
    let sources = match &field.source {
        FieldSource::Deal(name) => [case.facts.deal.fields.get(name), answer],
        FieldSource::Asked => [answer, None],
        FieldSource::Default(value) => [answer, Some(value)],
    };
    let mut texts = sources.into_iter().flatten().map(|text| lines(text));
    texts.find(|text| !text.is_empty())
}

/// The text with its lines, each without blanks at its ends and characters that nobody can see.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(format::one_line).collect();
    lines.join("\n").trim().to_owned()
}

/// Reads `2026-11-24`, the portal's `2026-11-24T03:00:00+03:00` (its date part) or `24.11.2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let iso = text.split_once('T').map_or(text, |(date, _)| date);
    iso.parse()
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%d.%m.%Y").ok())
}
