//! Check digits of requisites, as the base's own form checks them.

fn value(byte: u8) -> u32 {
    u32::from(byte.saturating_sub(b'0'))
}

fn weighted(text: &str, weights: &[u32]) -> u32 {
    text.bytes()
        .map(value)
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// ИНН of ten or twelve digits (приказ ФНС: weights modulo 11 modulo 10).
pub(super) fn inn_is_right(inn: &str) -> bool {
    let ends = |weights: &[u32]| {
        let (body, check) = inn.split_at(weights.len());
        weighted(body, weights) % 11 % 10 == value(check.bytes().next().unwrap_or(b'0'))
    };
    match inn.len() {
        10 => ends(&[2, 4, 10, 3, 5, 9, 4, 6, 8]),
        12 => ends(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && ends(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]),
        _ => false,
    }
}

/// ОГРН (13 digits, modulo 11) or ОГРНИП (15 digits, modulo 13).
pub(super) fn ogrn_is_right(ogrn: &str) -> bool {
    let modulus = if ogrn.len() == 13 { 11 } else { 13 };
    let Some((body, check)) = ogrn.split_at_checked(ogrn.len().saturating_sub(1)) else {
        return false;
    };
    let number: u64 = body.parse().unwrap_or_default();
    check.parse() == Ok(number % modulus % 10)
}

/// The key of a settlement account with a bank's БИК (Bank of Russia, weights 7, 1, 3).
///
/// Accounts in units of the Bank of Russia (БИК ending in 000 to 049) take other digits.
pub(super) fn account_is_right(account: &str, bik: &str) -> bool {
    let (Some(last), Some(unit)) = (bik.get(6..9), bik.get(4..6)) else {
        return false;
    };
    let is_central = last < "050";
    let head = if is_central {
        format!("0{unit}")
    } else {
        last.to_owned()
    };
    let sum: u32 = format!("{head}{account}")
        .bytes()
        .map(value)
        .zip([7, 1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    account.len() == 20 && (sum.is_multiple_of(10) || is_treasury(account))
}

/// Treasury accounts (`03…`, `40102…`) have no key.
fn is_treasury(account: &str) -> bool {
    account.starts_with('0') || account.starts_with("40102")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_requisites_pass_and_any_wrong_last_digit_fails() {
        assert!(inn_is_right("7707083893") && inn_is_right("500100732259"));
        assert!(!inn_is_right("7707083894") && !inn_is_right("500100732258"));
        assert!(ogrn_is_right("1027700132195") && !ogrn_is_right("1027700132196"));
        assert!(ogrn_is_right("304500116000157") && !ogrn_is_right("304500116000158"));
        assert!(account_is_right("40702810138250123017", "044525225"));
        assert!(!account_is_right("40702810138250123018", "044525225"));
    }
}
