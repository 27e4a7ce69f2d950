//! Texts, whole numbers, decimals, flags and dates in the shapes in which a portal sends them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::{DecodeError, FromWire, RawJson};

/// The text of a JSON string, unescaped.
pub(super) fn text(raw: RawJson<'_>) -> Option<String> {
    raw.as_str()
        .starts_with('"')
        .then(|| serde_json::from_str(raw.as_str()).ok())
        .flatten()
}

/// The text of a string or the digits of a number.
pub(super) fn text_or_digits(raw: RawJson<'_>) -> Option<String> {
    match raw.as_str().as_bytes().first() {
        Some(b'"') => text(raw),
        Some(b'-' | b'0'..=b'9') => Some(raw.as_str().to_owned()),
        _ => None,
    }
}

impl FromWire for String {
    /// A text; a number keeps its digits as they were written.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        text_or_digits(raw).ok_or_else(|| DecodeError::new("a text", raw))
    }
}

impl FromWire for bool {
    /// `Y`/`N`, `true`/`false`, `1`/`0`, each also as a text.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        match raw.as_str().trim_matches('"') {
            "Y" | "y" | "true" | "1" => Ok(true),
            "N" | "n" | "false" | "0" => Ok(false),
            _ => Err(DecodeError::new("a flag (Y, N, true, false, 1 or 0)", raw)),
        }
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        matches!(raw.as_str(), "null" | "\"\"")
    }
}

macro_rules! whole_numbers {
    ($($int:ty),*) => {$(
        impl FromWire for $int {
            /// A whole number or its digits as a text.
            fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
                let digits = text_or_digits(raw);
                digits
                    .and_then(|digits| digits.parse().ok())
                    .ok_or_else(|| DecodeError::new("a whole number", raw))
            }
        }
    )*};
}

whole_numbers!(i64, u64, u32);

/// An exact decimal from digits, with or without an exponent; never through a float.
pub(super) fn decimal(digits: &str) -> Option<Decimal> {
    // `rust_decimal` would take `1_000` and `4e-+4`, and round what is too long before an exponent.
    if digits.contains('_') {
        return None;
    }
    match digits.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(digits).ok(),
        Some((base, exponent)) => {
            Decimal::from_str_exact(base).ok()?;
            exponent.parse::<i32>().ok()?;
            Decimal::from_scientific(digits).ok()
        }
    }
}

impl FromWire for Decimal {
    /// A number or its digits as a text (`"19999.99"`); taken digit by digit.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let digits = text_or_digits(raw);
        digits
            .and_then(|digits| decimal(&digits))
            .ok_or_else(|| DecodeError::new("a decimal of at most 28 digits", raw))
    }
}

/// Whether a date or a time says "nothing": also `{}` and `[]`, which old user fields send.
fn no_date(raw: RawJson<'_>) -> bool {
    matches!(raw.as_str(), "null" | "\"\"" | "false" | "{}" | "[]")
}

impl FromWire for DateTime<FixedOffset> {
    /// An ISO date and time with its offset: `2024-07-22T18:00:08+02:00`.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        text(raw)
            .and_then(|text| Self::parse_from_rfc3339(&text).ok())
            .ok_or_else(|| DecodeError::new("an ISO time with its offset", raw))
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        no_date(raw)
    }
}

/// A time without an offset, in the shapes of old fields; months stand first in the American one.
fn local_time(text: &str) -> Option<NaiveDateTime> {
    let shapes = [
        "%Y-%m-%d %H:%M:%S",
        "%m/%d/%Y %I:%M:%S %p",
        "%d.%m.%Y %H:%M:%S",
    ];
    let mut read = shapes
        .iter()
        .map(|shape| NaiveDateTime::parse_from_str(text, shape));
    read.find_map(Result::ok)
}

impl FromWire for NaiveDateTime {
    /// A time on the portal's own clock: `2024-07-23 08:08:50`, `23.07.2024 08:08:50`,
    /// `07/23/2024 08:08:50 am`. The offset is not sent; that of the portal is a setting there.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        text(raw)
            .and_then(|text| local_time(&text))
            .ok_or_else(|| DecodeError::new("a time without an offset (2024-07-23 08:08:50)", raw))
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        no_date(raw)
    }
}

impl FromWire for NaiveDate {
    /// `2024-07-22`, `22.07.2024`, or the date of a time, with its offset or without one.
    ///
    /// A plain date of an item arrives as `2024-07-22T02:00:00+02:00`: the date meant is the one
    /// in the offset given.
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let read = |text: String| {
            Self::parse_from_str(&text, "%Y-%m-%d")
                .or_else(|_| Self::parse_from_str(&text, "%d.%m.%Y"))
                .or_else(|_| DateTime::parse_from_rfc3339(&text).map(|at| at.date_naive()))
                .ok()
                .or_else(|| local_time(&text).map(|at| at.date()))
        };
        text(raw)
            .and_then(read)
            .ok_or_else(|| DecodeError::new("a date (2024-07-22 or 22.07.2024)", raw))
    }

    fn is_absent(raw: RawJson<'_>) -> bool {
        no_date(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read<T: FromWire>(wire: &str) -> Result<T, DecodeError> {
        RawJson::new(wire).parse()
    }

    #[test]
    fn flags_are_read_in_every_shape_that_portals_send() {
        for wire in [r#""Y""#, "true", "1", r#""1""#, r#""true""#] {
            assert_eq!(read(wire), Ok(true), "{wire}");
        }
        for wire in [r#""N""#, "false", "0", r#""0""#, r#""false""#] {
            assert_eq!(read(wire), Ok(false), "{wire}");
        }
        assert_eq!(read::<Option<bool>>("null"), Ok(None));
        assert_eq!(read::<Option<bool>>("false"), Ok(Some(false)));
        assert!(read::<bool>(r#""D""#).is_err());
    }

    #[test]
    fn decimals_keep_every_digit() {
        let cases = [
            ("81818.18", Some("81818.18")),
            (r#""1000.000000""#, Some("1000.000000")),
            ("5.888938903808594e-5", Some("0.00005888938903808594")),
            ("0.1234567890123456789", Some("0.1234567890123456789")),
            (r#""12 000""#, None),
            ("1.00000000000000000000000000001", None),
            ("1.00000000000000000000000000001e2", None),
            ("12.5e+1", Some("125")),
            (r#""1_000""#, None),
            (r#""4e-+4""#, None),
            ("true", None),
        ];
        for (wire, expected) in cases {
            let read = read::<Decimal>(wire).ok().map(|read| read.to_string());
            assert_eq!(read.as_deref(), expected, "{wire}");
        }
        assert_eq!(read::<Option<Decimal>>("0"), Ok(Some(Decimal::ZERO)));
        assert_eq!(read::<Option<Decimal>>(r#""""#), Ok(None));
    }

    #[test]
    fn texts_keep_leading_zeros_and_empty_ones_are_absent() {
        assert_eq!(read(r#""0044525225""#), Ok("0044525225".to_owned()));
        assert_eq!(read("770501001"), Ok("770501001".to_owned()));
        for nothing in ["null", r#""""#, "false"] {
            assert_eq!(read::<Option<String>>(nothing), Ok(None), "{nothing}");
        }
        assert!(read::<String>("{}").is_err());
    }

    #[test]
    fn a_time_without_an_offset_is_read_in_the_shapes_of_old_fields() {
        let day = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        let late = day.and_hms_opt(23, 59, 59);
        for wire in [
            "2024-12-31 23:59:59",
            "31.12.2024 23:59:59",
            "12/31/2024 11:59:59 pm",
        ] {
            let read = read::<Option<NaiveDateTime>>(&format!("\"{wire}\""));
            assert_eq!(read, Ok(late), "{wire}");
        }
        assert_eq!(read::<Option<NaiveDateTime>>("{}"), Ok(None));
        // Which moment it is nobody says.
        assert!(read::<DateTime<FixedOffset>>(r#""2024-12-31 23:59:59""#).is_err());
        assert!(read::<NaiveDate>(r#""31/12/2024 11:59:59 pm""#).is_err());
    }

    #[test]
    fn a_date_is_the_local_one_of_the_offset_given() {
        let day = NaiveDate::from_ymd_opt(2024, 7, 23);
        for wire in [
            "2024-07-23T02:00:00+02:00",
            "2024-07-23",
            "23.07.2024",
            "2024-07-23 08:08:50",
            "23.07.2024 08:08:50",
            "07/23/2024 08:08:50 am",
        ] {
            assert_eq!(
                read::<Option<NaiveDate>>(&format!("\"{wire}\"")),
                Ok(day),
                "{wire}"
            );
        }
        for nothing in ["null", r#""""#, "false", "{}", "[]"] {
            assert_eq!(read::<Option<NaiveDate>>(nothing), Ok(None), "{nothing}");
            assert_eq!(
                read::<Option<DateTime<FixedOffset>>>(nothing),
                Ok(None),
                "{nothing}"
            );
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_read_the_same_as_numbers_and_as_texts(number in any::<i64>()) {
            prop_assert_eq!(read(&number.to_string()), Ok(number));
            prop_assert_eq!(read(&format!("\"{number}\"")), Ok(number));
        }

        #[test]
        fn money_of_two_places_reads_exactly(kopecks in -1_000_000_000_000_i64..1_000_000_000_000) {
            let sum = Decimal::new(kopecks, 2);
            prop_assert_eq!(read::<Decimal>(&sum.to_string()), Ok(sum));
        }
    }
}
