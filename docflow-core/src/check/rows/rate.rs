//! The VAT rate of a row: in force, of the seller's regime, and the one of its product.

use super::Line;
use crate::check::case::Case;
use crate::check::format;
use crate::check::notes::{Notes, Read};
use crate::check::table::{
    VAT_EARLY, VAT_EXPIRED, VAT_NONE, VAT_PRODUCT, VAT_REGIME, VAT_UNKNOWN, VAT_ZERO,
};
use crate::vat::{VatError, VatRate, VatRegime, check_rate};
use rust_decimal::Decimal;

/// Reads the rate and judges it on the date of the invoice.
///
/// While the seller or their regime is not known, only the rate itself is read: they have findings
/// of their own.
pub(super) fn read(case: &Case<'_>, line: Line<'_>, notes: &mut Notes) -> Read<VatRate> {
    let date = case.invoice_date();
    let regime = case.regime(date);
    let product = case.product(line.row);
    let reduced = product.and_then(|product| product.reduced);
    let expected = regime.map_or_else(
        || VatRate::general_on(date),
        |regime| lawful(regime, reduced, VatRate::general_on(date)),
    );
    let path = line.path("tax_rate");
    let wanted = || ("expected", expected.to_string());
    let Some(rate) = percent(line.row.tax_rate) else {
        let typed = line.row.tax_rate.unwrap_or_default().normalize();
        let params = line.with([("rate", typed.to_string()), wanted()]);
        return Err(notes.block(VAT_UNKNOWN, path, params));
    };
    let Some(regime) = regime else {
        return Ok(rate);
    };
    let both = || line.with([("rate", rate.to_string()), wanted()]);
    let on = |mut params: Vec<_>| {
        params.push(("date", format::day(date)));
        params
    };
    match check_rate(regime, rate, date) {
        Err(VatError::Expired { .. }) => Err(notes.block(VAT_EXPIRED, path, on(both()))),
        Err(VatError::NotYet { .. }) => Err(notes.block(VAT_EARLY, path, on(both()))),
        Err(VatError::ZeroInsteadOfNone) => Err(notes.block(VAT_ZERO, path, line.with([wanted()]))),
        Err(VatError::Regime { .. } | VatError::Unknown) => {
            let name = case.seller.map(|seller| seller.name.clone());
            let mut params = both();
            params.push(("seller", name.unwrap_or_default()));
            Err(notes.block(VAT_REGIME, path, params))
        }
        Ok(_) if rate == expected || product.is_none() => Ok(rate),
        Ok(_) if rate == VatRate::Exempt => {
            notes.warn(VAT_NONE, path, line.with([wanted()]));
            Ok(rate)
        }
        Ok(_) if rate == VatRate::Vat0 => Err(notes.block(VAT_ZERO, path, line.with([wanted()]))),
        Ok(_) => Err(notes.block(VAT_PRODUCT, path, both())),
    }
}

/// The rate that the law gives a product of a seller under a regime.
fn lawful(regime: VatRegime, reduced: Option<VatRate>, general: VatRate) -> VatRate {
    match (regime, reduced) {
        (VatRegime::UsnExempt, _) | (_, Some(VatRate::Exempt)) => VatRate::Exempt,
        (_, Some(VatRate::Vat0)) => VatRate::Vat0,
        (VatRegime::Usn5, _) => VatRate::Vat5,
        (VatRegime::Usn7, _) => VatRate::Vat7,
        (VatRegime::Osno, reduced) => reduced.unwrap_or(general),
    }
}

/// The portal's number as a rate; absent means «Без НДС».
fn percent(rate: Option<Decimal>) -> Option<VatRate> {
    let Some(rate) = rate else {
        return Some(VatRate::Exempt);
    };
    if rate.fract().is_zero() {
        let whole = u8::try_from(rate).ok()?;
        VatRate::from_percent(whole).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tax_is_no_vat_and_a_zero_is_zero_percent() {
        let number = |text: &str| Some(text.parse::<Decimal>().unwrap());
        for (given, expected) in [
            (None, Some(VatRate::Exempt)),
            (number("0"), Some(VatRate::Vat0)),
            (number("22.0"), Some(VatRate::Vat22)),
            (number("22.5"), None),
            (number("-22"), None),
            (number("79228162514264337593543950335"), None),
        ] {
            assert_eq!(percent(given), expected, "{given:?}");
        }
    }

    #[test]
    fn the_product_decides_only_where_the_regime_lets_it() {
        use VatRate::{Exempt, Vat0, Vat5, Vat10, Vat22};
        for (regime, reduced, expected) in [
            (VatRegime::Osno, None, Vat22),
            (VatRegime::Osno, Some(Vat10), Vat10),
            (VatRegime::Osno, Some(Exempt), Exempt),
            (VatRegime::Usn5, None, Vat5),
            (VatRegime::Usn5, Some(Vat10), Vat5),
            (VatRegime::Usn5, Some(Vat0), Vat0),
            (VatRegime::UsnExempt, Some(Vat0), Exempt),
        ] {
            assert_eq!(
                lawful(regime, reduced, Vat22),
                expected,
                "{regime} {reduced:?}"
            );
        }
    }
}
