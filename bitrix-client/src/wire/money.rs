//! A sum of money as custom fields write it.

use rust_decimal::Decimal;

use super::scalar::{decimal, text_or_digits};
use super::{DecodeError, FromWire, RawJson};
use crate::params::Value;

/// A sum with its currency: `"100.5|RUB"` on the wire, or a bare number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The sum, exactly as sent.
    pub amount: Decimal,
    /// The code of the currency; `None` when only a number was sent.
    pub currency: Option<String>,
}

impl FromWire for Money {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::new("a sum (100.5 or 100.5|RUB)", raw);
        let text = text_or_digits(raw).ok_or_else(wrong)?;
        let (digits, currency) = text.split_once('|').unwrap_or((&text, ""));
        let amount = decimal(digits).ok_or_else(wrong)?;
        Ok(Self {
            amount,
            currency: Some(currency.to_owned()).filter(|code| !code.is_empty()),
        })
    }

    /// Also `"|RUB"`, which an emptied field sends.
    fn is_absent(raw: RawJson<'_>) -> bool {
        matches!(raw.as_str(), "null" | "\"\"" | "false") || raw.as_str().starts_with("\"|")
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Self {
        match money.currency {
            Some(code) => Self::Text(format!("{}|{code}", money.amount)),
            None => Self::Decimal(money.amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_its_digits_and_its_currency() {
        let read: Money = RawJson::new(r#""100.5|RUB""#).parse().unwrap();
        assert_eq!(
            read,
            Money {
                amount: Decimal::new(1005, 1),
                currency: Some("RUB".into())
            }
        );
        assert_eq!(Value::from(read), Value::from("100.5|RUB"));
        let bare: Money = RawJson::new("200.05").parse().unwrap();
        assert_eq!(
            bare,
            Money {
                amount: Decimal::new(20_005, 2),
                currency: None
            }
        );
        for nothing in ["null", r#""""#, r#""|RUB""#, "false"] {
            assert_eq!(
                RawJson::new(nothing).parse::<Option<Money>>(),
                Ok(None),
                "{nothing}"
            );
        }
        assert!(RawJson::new(r#""abc|RUB""#).parse::<Money>().is_err());
    }
}
