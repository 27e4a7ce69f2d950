//! Wire forms of the small values.

use super::super::WireError;
use super::form::{Wire, wire_code, wire_struct, wire_text};
use crate::choices::Purpose;
use crate::facts::{AddressKind, RequisiteText, Timestamp};
use crate::files::{FileFormat, FileHash};
use crate::finding::{FieldPath, Severity, WizardStep};
use crate::ids::{CompanyId, ContactId, DealId, ProductId, RequisiteId, RunKey, StepKey, UserId};
use crate::money::{Money, Price, Quantity};
use crate::party::{BankAccount, Basis, IdentityKind, PersonName, Reach};
use crate::people::{Colleague, OfficeHours};
use crate::policy::ResultField;
use crate::requisites::{Bik, CorrespondentAccount, Inn, Kpp, Ogrn, Ogrnip, SettlementAccount};
use crate::run::{AskLevel, AttachedVia, DealState, MessageId, Owner, Scope, Side};
use crate::schedule::Percent;
use crate::standing::DocumentSlot;
use crate::vat::{VatMode, VatRate, VatRegime};
use chrono::NaiveDate;
use rust_decimal::Decimal;

wire_text!(
    Bik, Decimal, FileHash, Inn, Kpp, Money, NaiveDate, Ogrn, Ogrnip, Percent, Price, Quantity,
    RunKey, StepKey, VatRate, VatRegime,
);
wire_code!(
    AddressKind,
    AskLevel,
    AttachedVia,
    DealState,
    IdentityKind,
    Owner,
    Purpose,
    RequisiteText,
    ResultField,
    Scope,
    Side,
);

macro_rules! wire_id {
    ($($ty:ident),*) => {$(
        impl Wire for $ty {
            type Form = u64;
            fn to_wire(&self) -> u64 {
                self.get()
            }
            fn from_wire(form: u64) -> Result<Self, WireError> {
                Self::new(form).ok_or(WireError::Value { what: stringify!($ty) })
            }
        }
    )*};
}

wire_id!(CompanyId, ContactId, DealId, ProductId, RequisiteId, UserId);

/// RFC 3339 in UTC with what precision there is.
impl Wire for Timestamp {
    type Form = String;
    fn to_wire(&self) -> String {
        self.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }
    fn from_wire(form: String) -> Result<Self, WireError> {
        form.parse()
            .map_err(|_| WireError::Value { what: "moment" })
    }
}

impl Wire for MessageId {
    type Form = String;
    fn to_wire(&self) -> String {
        self.as_str().to_owned()
    }
    fn from_wire(form: String) -> Result<Self, WireError> {
        Ok(Self::new(form))
    }
}

impl Wire for FieldPath {
    type Form = String;
    fn to_wire(&self) -> String {
        self.as_str().to_owned()
    }
    fn from_wire(form: String) -> Result<Self, WireError> {
        Ok(Self::new(form))
    }
}

impl Wire for FileFormat {
    type Form = String;
    fn to_wire(&self) -> String {
        self.extension().to_owned()
    }
    fn from_wire(form: String) -> Result<Self, WireError> {
        Self::from_extension(&form).ok_or(WireError::Value {
            what: "file format",
        })
    }
}

/// Zero is the contract, others are invoices.
impl Wire for DocumentSlot {
    type Form = u32;
    fn to_wire(&self) -> u32 {
        match self {
            Self::Contract => 0,
            Self::Invoice(index) => *index,
        }
    }
    fn from_wire(form: u32) -> Result<Self, WireError> {
        Ok(if form == 0 {
            Self::Contract
        } else {
            Self::Invoice(form)
        })
    }
}

macro_rules! wire_names {
    ($ty:ident { $($variant:ident = $text:literal),* }) => {
        impl Wire for $ty {
            type Form = String;
            fn to_wire(&self) -> String {
                match self { $(Self::$variant => $text),* }.to_owned()
            }
            fn from_wire(form: String) -> Result<Self, WireError> {
                match form.as_str() {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(WireError::Value { what: stringify!($ty) }),
                }
            }
        }
    };
}

wire_names!(Severity { Info = "info", Warning = "warning", Error = "error" });
wire_names!(WizardStep {
    Parties = "parties",
    Form = "form",
    Terms = "terms",
    Rows = "rows",
    Review = "review"
});
wire_names!(VatMode { Included = "included", OnTop = "on_top" });

wire_struct!(Colleague => ColleagueForm { id: UserId, name: String });
wire_struct!(Reach => ReachForm { phone: Option<String>, email: Option<String> });
wire_struct!(PersonName => PersonNameForm { last: String, first: String, middle: Option<String> });

#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct BankForm {
    bik: String,
    bank_name: String,
    account: String,
    correspondent: Option<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct HoursForm {
    /// Seconds east of UTC.
    offset: i32,
    from: u32,
    until: u32,
}

impl Wire for OfficeHours {
    type Form = HoursForm;
    fn to_wire(&self) -> HoursForm {
        HoursForm {
            offset: self.offset.local_minus_utc(),
            from: self.from,
            until: self.until,
        }
    }
    fn from_wire(form: HoursForm) -> Result<Self, WireError> {
        let offset = chrono::FixedOffset::east_opt(form.offset);
        Ok(Self {
            offset: offset.ok_or(WireError::Value { what: "hours" })?,
            from: form.from,
            until: form.until,
        })
    }
}

/// An account can only be parsed beside the БИК whose key it fits.
impl Wire for BankAccount {
    type Form = BankForm;
    fn to_wire(&self) -> BankForm {
        BankForm {
            bik: self.bik.to_string(),
            bank_name: self.bank_name.clone(),
            account: self.account.to_string(),
            correspondent: self.correspondent.as_ref().map(ToString::to_string),
        }
    }
    fn from_wire(form: BankForm) -> Result<Self, WireError> {
        let bik = Bik::from_wire(form.bik)?;
        let value = |_| WireError::Value {
            what: "bank account",
        };
        let correspondent = form
            .correspondent
            .map(|text| CorrespondentAccount::parse(&text, &bik))
            .transpose()
            .map_err(value)?;
        let account = SettlementAccount::parse(&form.account, &bik).map_err(value)?;
        Ok(Self {
            bik,
            bank_name: form.bank_name,
            account,
            correspondent,
        })
    }
}

super::form::wire_enum!(Basis => BasisForm {
    unit Charter;
    one Other(String);
    many PowerOfAttorney { number: String, issued: NaiveDate, expires: Option<NaiveDate> };
});
