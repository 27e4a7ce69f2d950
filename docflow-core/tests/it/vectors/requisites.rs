//! Requisites: `in` is the text (or account and БИК), `code` what parsing answers.

use docflow_core::{
    Bik, CorrespondentAccount, Inn, Kpp, Ogrn, Ogrnip, RequisiteError, SettlementAccount,
};

use super::case::{Case, same};

macro_rules! plain {
    ($name:ident, $type:ty) => {
        pub(super) fn $name(case: &Case<'_>) -> Result<(), String> {
            let text = case.text("in")?;
            let parsed = <$type>::parse(text);
            if let Ok(value) = &parsed {
                same("text form", &text, &value.as_str())?;
            }
            answer(case, parsed.map(|_| "ok"))
        }
    };
}

plain!(inn, Inn);
plain!(kpp, Kpp);
plain!(ogrn, Ogrn);
plain!(ogrnip, Ogrnip);
plain!(bik, Bik);

pub(super) fn correspondent_account(case: &Case<'_>) -> Result<(), String> {
    let (text, bik) = pair(case)?;
    let parsed = CorrespondentAccount::parse_pair(text, bik);
    if let Ok(bik) = Bik::parse(bik) {
        same(
            "against a parsed БИК",
            &parsed,
            &CorrespondentAccount::parse(text, &bik),
        )?;
    }
    answer(case, parsed.map(|_| "ok"))
}

pub(super) fn settlement_account(case: &Case<'_>) -> Result<(), String> {
    let (text, bik) = pair(case)?;
    let parsed = SettlementAccount::parse_pair(text, bik);
    if let Ok(bik) = Bik::parse(bik) {
        same(
            "against a parsed БИК",
            &parsed,
            &SettlementAccount::parse(text, &bik),
        )?;
    }
    answer(
        case,
        parsed.map(|account| if account.has_key() { "ok" } else { "ok_nokey" }),
    )
}

fn pair<'a>(case: &Case<'a>) -> Result<(&'a str, &'a str), String> {
    let texts: Option<Vec<&str>> = case
        .get("in")
        .and_then(|value| value.as_array()?.iter().map(|item| item.as_str()).collect());
    match texts.as_deref() {
        Some([account, bik]) => Ok((account, bik)),
        _ => Err("in is no pair of texts".to_owned()),
    }
}

fn answer(case: &Case<'_>, parsed: Result<&str, RequisiteError>) -> Result<(), String> {
    same("ok", &case.flag("ok")?, &parsed.is_ok())?;
    let code = parsed.unwrap_or_else(|error| error.code());
    same("code", &case.text("code")?, &code)
}
