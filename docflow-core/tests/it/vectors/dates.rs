//! Rules of dates, by `op`.

use docflow_core::{
    AttorneyTerm, ContractState, DateError, DateLimits, DateWarning, Prolongation, Validity,
    add_months, check_invoice_date,
};

use super::case::{Case, same};

pub(super) fn judge(case: &Case<'_>) -> Result<(), String> {
    match case.text("op")? {
        "add_months" => months(case),
        "state" => state(case),
        "poa" => attorney(case),
        "contract_date" => contract_date(case),
        "invoice_date" => invoice_date(case),
        other => Err(format!("unknown op {other}")),
    }
}

fn months(case: &Case<'_>) -> Result<(), String> {
    let months = i32::try_from(case.integer("months")?).map_err(|why| why.to_string())?;
    same(
        "out",
        &Some(case.date("out")?),
        &add_months(case.date("date")?, months),
    )
}

fn state(case: &Case<'_>) -> Result<(), String> {
    let period = u32::try_from(case.integer("period_months")?).map_err(|why| why.to_string())?;
    let validity = Validity {
        from: case.date("start")?,
        to: case.date("end")?,
        prolongation: match case.text("prolongation")? {
            "none" => Prolongation::None,
            "once" => Prolongation::Once(period),
            "auto" => Prolongation::Auto(period),
            other => return Err(format!("unknown prolongation {other}")),
        },
        terminated_on: case.optional_date("terminated")?,
    };
    let found = match validity.state_on(case.date("on")?) {
        ContractState::NotStarted => "not_started".to_owned(),
        ContractState::Active => "active".to_owned(),
        ContractState::Prolonged { times, to } => format!("active_prolonged:{times}:{to}"),
        ContractState::Expired => "expired".to_owned(),
        ContractState::Terminated => "terminated".to_owned(),
    };
    same("state", &case.text("state")?, &found.as_str())
}

fn attorney(case: &Case<'_>) -> Result<(), String> {
    let term = AttorneyTerm {
        issued: case.date("issued")?,
        expires: case.optional_date("expires")?,
    };
    judged(case, term.check(case.date("contract_date")?))
}

fn contract_date(case: &Case<'_>) -> Result<(), String> {
    let days = |field: &str| u32::try_from(case.integer(field)?).map_err(|why| why.to_string());
    let limits = DateLimits {
        past_days: days("max_past_days")?,
        future_days: days("max_future_days")?,
    };
    judged(case, limits.check(case.date("date")?, case.date("today")?))
}

fn invoice_date(case: &Case<'_>) -> Result<(), String> {
    let date = case.optional_date("invoice_date")?;
    judged(
        case,
        check_invoice_date(case.date("contract_date")?, date).map(|_| None),
    )
}

fn judged(case: &Case<'_>, found: Result<Option<DateWarning>, DateError>) -> Result<(), String> {
    same("ok", &case.flag("ok")?, &found.is_ok())?;
    let code = match found {
        Ok(warning) => warning.map(DateWarning::code),
        Err(error) => Some(error.code()),
    };
    same("code", &case.optional("code"), &code)
}
