//! The payment QR code of GOST R 56042-2014: what a bank's application reads from an invoice.
//!
//! Here: the text, its limits, the symbol as a PNG. Not here: where it stands on the page
//! (`builtin`, or the template of a customer). The standard's field list was taken from two
//! independent implementations; the stricter limit of the two is used.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use thiserror::Error;

use crate::picture::Picture;

/// Pixels of one module.
const SCALE: u32 = 8;
/// Modules of white around the symbol, as the QR standard asks.
const QUIET: u32 = 4;
/// Bytes of the mandatory block, as readers of the standard check it.
const MANDATORY_BYTES: usize = 300;

/// Why a payment cannot be written as a QR code.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QrError {
    /// An obligatory field is empty.
    #[error("the QR field {field} is empty; fill it in the requisites")]
    Empty {
        /// Name in the standard.
        field: &'static str,
    },
    /// A text over its limit.
    #[error("the QR field {field} has {found} characters, the limit is {limit}; shorten it")]
    TooLong {
        /// Name in the standard.
        field: &'static str,
        /// Characters allowed.
        limit: usize,
        /// Characters found.
        found: usize,
    },
    /// Not the digits that the field consists of.
    #[error("the QR field {field} has to consist of {expected} digits")]
    Digits {
        /// Name in the standard.
        field: &'static str,
        /// How many: `20`, `10 or 12`.
        expected: &'static str,
    },
    /// The five obligatory fields together.
    #[error(
        "the obligatory QR fields have {found} bytes, the limit is 300; use the short name of the company"
    )]
    Mandatory {
        /// Bytes found.
        found: usize,
    },
    /// Every possible separator occurs in the values.
    #[error(
        "the QR values use every character that could separate them; remove signs such as | # ; from the purpose"
    )]
    Separator,
    /// More than a symbol can hold.
    #[error("the QR text has {bytes} bytes, more than a symbol holds; shorten the purpose")]
    Capacity {
        /// Bytes found.
        bytes: usize,
    },
}

/// A payment as a QR code, `ST00012` (UTF-8).
///
/// ```
/// use docflow_print::PaymentQr;
/// let qr = PaymentQr::new("ООО «Ромашка»", "40702810900000000001", "АО «Банк»", "044525225",
///         "30101810400000000225")?
///     .inn("7707083893")?
///     .sum(123_456)?
///     .purpose("Оплата по счёту № 7")?;
/// assert!(qr.payload()?.starts_with("ST00012|Name=ООО «Ромашка»|PersonalAcc=40702810900000000001|"));
/// # Ok::<(), docflow_print::QrError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentQr {
    fields: Vec<(&'static str, String)>,
}

impl PaymentQr {
    /// The obligatory block: payee, account, bank, BIC, correspondent account.
    ///
    /// An empty correspondent account is written as `0` (a bank without one).
    ///
    /// # Errors
    /// A field is empty, too long or not digits, or the block has over 300 bytes.
    pub fn new(
        name: &str,
        account: &str,
        bank: &str,
        bic: &str,
        correspondent: &str,
    ) -> Result<Self, QrError> {
        let correspondent = match correspondent.trim() {
            "" | "0" => "0".to_owned(),
            other => digits("CorrespAcc", other, &[20], "20")?,
        };
        let fields = vec![
            ("Name", text("Name", name, 160)?),
            ("PersonalAcc", digits("PersonalAcc", account, &[20], "20")?),
            ("BankName", text("BankName", bank, 45)?),
            ("BIC", digits("BIC", bic, &[9], "9")?),
            ("CorrespAcc", correspondent),
        ];
        let found = fields
            .iter()
            .map(|(key, value)| key.len() + value.len() + 2)
            .sum();
        if found > MANDATORY_BYTES {
            return Err(QrError::Mandatory { found });
        }
        Ok(Self { fields })
    }

    /// `PayeeINN`: 10 digits of a company or 12 of a person.
    ///
    /// # Errors
    /// [`QrError::Digits`].
    pub fn inn(self, inn: &str) -> Result<Self, QrError> {
        let value = digits("PayeeINN", inn, &[10, 12], "10 or 12")?;
        Ok(self.with("PayeeINN", value))
    }

    /// `KPP`: 9 characters; the key is not `PayeeKPP`.
    ///
    /// # Errors
    /// [`QrError::Digits`].
    pub fn kpp(self, kpp: &str) -> Result<Self, QrError> {
        let value = digits("KPP", kpp, &[9], "9")?;
        Ok(self.with("KPP", value))
    }

    /// `Sum`: in kopecks, a whole number of at most 18 digits.
    ///
    /// # Errors
    /// [`QrError::TooLong`].
    pub fn sum(self, kopecks: u64) -> Result<Self, QrError> {
        let value = text("Sum", &kopecks.to_string(), 18)?;
        Ok(self.with("Sum", value))
    }

    /// `Purpose`: at most 160 characters.
    ///
    /// # Errors
    /// [`QrError::TooLong`], [`QrError::Empty`].
    pub fn purpose(self, purpose: &str) -> Result<Self, QrError> {
        let value = text("Purpose", purpose, 160)?;
        Ok(self.with("Purpose", value))
    }

    fn with(mut self, key: &'static str, value: String) -> Self {
        self.fields.retain(|(known, _)| *known != key);
        self.fields.push((key, value));
        self
    }

    /// The text of the symbol; the separator is the first that no value contains, `|` if possible.
    ///
    /// # Errors
    /// [`QrError::Separator`].
    pub fn payload(&self) -> Result<String, QrError> {
        let free = |c: &char| self.fields.iter().all(|(_, value)| !value.contains(*c));
        let separator = "|#;:^_~{}!$%&*"
            .chars()
            .find(free)
            .ok_or(QrError::Separator)?;
        let mut out = String::from("ST00012");
        for (key, value) in &self.fields {
            out.push(separator);
            out.push_str(key);
            out.push('=');
            out.push_str(value);
        }
        Ok(out)
    }

    /// The symbol as a black and white PNG, error correction M, 8 pixels a module, quiet zone in.
    ///
    /// Print it at least 35 mm wide.
    ///
    /// # Errors
    /// [`QrError::Separator`], [`QrError::Capacity`].
    pub fn to_png(&self) -> Result<Vec<u8>, QrError> {
        let payload = self.payload()?;
        symbol_png(&payload)
            .map(|picture| picture.bytes().to_vec())
            .ok_or(QrError::Capacity {
                bytes: payload.len(),
            })
    }
}

fn text(field: &'static str, value: &str, limit: usize) -> Result<String, QrError> {
    let words: Vec<_> = value
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let value = words.join(" ");
    match value.chars().count() {
        0 => Err(QrError::Empty { field }),
        found if found > limit => Err(QrError::TooLong {
            field,
            limit,
            found,
        }),
        _ => Ok(value),
    }
}

fn digits(
    field: &'static str,
    value: &str,
    lengths: &[usize],
    expected: &'static str,
) -> Result<String, QrError> {
    let value = value.trim();
    // A KPP may hold capital letters in its fifth and sixth place.
    let fits = |c: char| c.is_ascii_digit() || (field == "KPP" && c.is_ascii_uppercase());
    if lengths.contains(&value.len()) && value.chars().all(fits) {
        return Ok(value.to_owned());
    }
    Err(QrError::Digits { field, expected })
}

/// Any text as a QR symbol; `None` when it is too long for one.
pub(crate) fn symbol_png(payload: &str) -> Option<Picture> {
    let segment = QrSegment::make_bytes(payload.as_bytes());
    let code = QrCode::encode_segments_advanced(
        &[segment],
        QrCodeEcc::Medium,
        Version::MIN,
        Version::MAX,
        None,
        false,
    )
    .ok()?;
    let side = (u32::try_from(code.size()).ok()? + 2 * QUIET) * SCALE;
    let row_bytes = usize::try_from(side.div_ceil(8)).ok()?;
    let mut pixels = Vec::with_capacity(row_bytes * usize::try_from(side).ok()?);
    for y in 0..side {
        pixels.extend(row(&code, y, side));
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(Picture::own_png(bytes))
}

/// One line of pixels, eight to a byte, 1 is white.
fn row(code: &QrCode, y: u32, side: u32) -> Vec<u8> {
    let module =
        |pixel: u32| i32::try_from(pixel / SCALE).unwrap_or(0) - i32::try_from(QUIET).unwrap_or(0);
    let white = |x: u32| x >= side || !code.get_module(module(x), module(y));
    (0..side.div_ceil(8))
        .map(|byte| (0..8).fold(0, |bits, bit| (bits << 1) | u8::from(white(byte * 8 + bit))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PaymentQr, QrError};

    fn qr(name: &str, bank: &str) -> Result<PaymentQr, QrError> {
        PaymentQr::new(
            name,
            "40702810138250123017",
            bank,
            "044525225",
            "30101810400000000225",
        )
    }

    #[test]
    fn the_payload_has_the_fields_of_the_standard_in_their_order() {
        let code = qr("ООО «Три кита»", "ОАО \"БАНК\"")
            .unwrap()
            .inn("6200098765")
            .unwrap();
        let code = code
            .kpp("620001001")
            .unwrap()
            .sum(100_000)
            .unwrap()
            .purpose("Оплата  по\nсчёту")
            .unwrap();
        assert_eq!(
            code.payload().unwrap(),
            "ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО \"БАНК\"|BIC=044525225|CorrespAcc=30101810400000000225|PayeeINN=6200098765|KPP=620001001|Sum=100000|Purpose=Оплата по счёту"
        );
    }

    #[test]
    fn a_separator_inside_a_value_gives_way_to_another() {
        let code = qr("ООО «А|Б#В»", "Банк").unwrap();
        assert!(
            code.payload()
                .unwrap()
                .starts_with("ST00012;Name=ООО «А|Б#В»;")
        );
    }

    #[test]
    fn limits_are_refused_with_the_name_of_the_field() {
        assert_eq!(qr("", "Банк"), Err(QrError::Empty { field: "Name" }));
        assert_eq!(
            qr("А", &"б".repeat(46)),
            Err(QrError::TooLong {
                field: "BankName",
                limit: 45,
                found: 46
            })
        );
        assert!(matches!(
            qr(&"щ".repeat(150), "Банк"),
            Err(QrError::Mandatory { .. })
        ));
        assert!(matches!(
            qr("А", "Б").unwrap().inn("123"),
            Err(QrError::Digits {
                field: "PayeeINN",
                ..
            })
        ));
        assert!(matches!(
            qr("А", "Б").unwrap().purpose(&"п".repeat(161)),
            Err(QrError::TooLong { .. })
        ));
    }

    #[test]
    fn the_symbol_is_a_png_of_the_expected_size() {
        let png = qr("ООО «Ромашка»", "Банк").unwrap().to_png().unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(&png))
            .read_info()
            .unwrap();
        let side = reader.info().width;
        assert_eq!((side % 8, side), (0, reader.info().height));
    }
}
