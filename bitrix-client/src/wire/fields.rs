//! An object whose names are not all known beforehand.

use std::fmt;

use super::collection::object;
use super::{DecodeError, FromWire, RawJson};

/// The members of an object that no typed field took: custom fields, new fields of the portal.
///
/// Nothing is lost: each value keeps its text and is read when asked for. `Debug` shows names
/// alone, because values hold personal data.
///
/// ```
/// use bitrix_client::{Fields, Money, RawJson};
///
/// let fields: Fields = RawJson::new(r#"{"UF_CRM_SUM":"100.5|RUB","UF_CRM_TEXT":""}"#).parse()?;
/// let sum: Money = fields.get("UF_CRM_SUM")?;
/// assert_eq!(sum.amount.to_string(), "100.5");
/// assert_eq!(fields.get::<Option<String>>("UF_CRM_TEXT")?, None);
/// assert_eq!(fields.get::<Option<String>>("UF_CRM_OTHER")?, None);
/// # Ok::<(), bitrix_client::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(Box<str>, Box<str>)>);

impl Fields {
    /// The value of `name` as `T`; a name that is not there reads as `null`.
    ///
    /// # Errors
    /// [`DecodeError`] when the value does not read as `T`.
    pub fn get<T: FromWire>(&self, name: &str) -> Result<T, DecodeError> {
        let raw = self.raw(name).unwrap_or(RawJson::NULL);
        raw.parse().map_err(|error: DecodeError| error.below(name))
    }

    /// The text of the value of `name`; `None` when the name is not there.
    pub fn raw(&self, name: &str) -> Option<RawJson<'_>> {
        self.0
            .iter()
            .find(|(known, _)| &**known == name)
            .map(|(_, raw)| RawJson(raw))
    }

    /// All names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, RawJson<'_>)> {
        self.0.iter().map(|(name, raw)| (&**name, RawJson(raw)))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromWire for Fields {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let members = object(raw)?.into_iter();
        Ok(Self(
            members
                .map(|(name, raw)| (name.into(), raw.as_str().into()))
                .collect(),
        ))
    }
}

impl<'a> FromIterator<(String, RawJson<'a>)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, RawJson<'a>)>>(members: I) -> Self {
        let owned = |(name, raw): (String, RawJson<'a>)| (name.into(), raw.as_str().into());
        Self(members.into_iter().map(owned).collect())
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
