//! Rates by date: either a `row_rate` to judge, or the rate that an operation has.

use docflow_core::{Supply, VatRate, VatRegime, check_rate};

use super::case::{Case, same};

pub(super) fn judge(case: &Case<'_>) -> Result<(), String> {
    let regime: VatRegime = case
        .text("regime")?
        .parse()
        .map_err(|why| format!("{why}"))?;
    if case.get("row_rate").is_some() {
        row(case, regime)
    } else {
        operation(case, regime)
    }
}

fn row(case: &Case<'_>, regime: VatRegime) -> Result<(), String> {
    let judged = check_rate(regime, case.rate("row_rate")?, case.date("tax_point")?);
    same("ok", &case.flag("ok")?, &judged.is_ok())?;
    let warning = judged.ok().flatten().map(docflow_core::VatWarning::code);
    same("warn", &case.optional("warn"), &warning)?;
    same(
        "code",
        &case.optional("code"),
        &judged.err().map(docflow_core::VatError::code),
    )
}

fn operation(case: &Case<'_>, regime: VatRegime) -> Result<(), String> {
    let supply = match case.text("kind")? {
        "reduced10" => Supply::Reduced,
        "export0" => Supply::Export,
        // Documents of a general supply: whichever it is, the tax point alone decides.
        "general" | "offer" | "invoice" | "advance" | "shipment_against_advance" => Supply::General,
        other => return Err(format!("unknown kind {other}")),
    };
    let due = VatRate::due(regime, supply, case.date("tax_point")?);
    let ok = case.get("ok").is_none_or(|ok| ok.as_bool() == Some(true));
    same("ok", &ok, &due.is_ok())?;
    if let Some(code) = case.optional("code") {
        same(
            "code",
            &Some(code),
            &due.err().map(docflow_core::VatError::code),
        )?;
    }
    let rate = due.unwrap_or(VatRate::Exempt);
    same("rate", &case.rate("rate")?, &rate)?;
    let calculated = rate
        .calculated()
        .map(|(part, whole)| format!("{part}/{whole}"));
    match case.get("extracted") {
        Some(extracted) => same(
            "extracted",
            &extracted.as_str().map(str::to_owned),
            &calculated,
        ),
        None => Ok(()),
    }
}
