//! Every public type, holding a secret wherever it can: neither `Debug` nor `Display` shows it.
//!
//! The list of public items is read from `src/lib.rs`: a type that is new there and not here fails
//! the test. `values` are made without a portal, `answered` are made by calls alone.

mod answered;
mod records;
mod values;

use std::any::type_name_of_val;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;

/// What one value shows, and the name of its type.
pub(super) struct Shown {
    type_name: String,
    text: String,
}

/// Traits and functions, and types that hold numbers, kinds and settings alone.
const HOLD_NO_SECRET: &[&str] = &[
    "Admission",
    "Api",
    "Bucket",
    "Change",
    "Clock",
    "Destination",
    "Direction",
    "Drain",
    "EntityType",
    "ErrorKind",
    "FileTokenStore",
    "FromWire",
    "Id",
    "InboundError",
    "ListMethod",
    "MemberId",
    "Method",
    "MethodInfo",
    "Money",
    "Observer",
    "Operating",
    "OperatingTimes",
    "Order",
    "Pacer",
    "Plan",
    "Priority",
    "RenewalRight",
    "Revision",
    "SharedBucket",
    "SharedBucketLost",
    "Swap",
    "SystemClock",
    "Timing",
    "ToWire",
    "TokenFault",
    "TokenStore",
    "UploadMethod",
    "WaitReason",
    "covered_methods",
    "from_wire",
    "read_answer",
    "read_pages",
];

/// Names and codes, which a stranger may fill: shown, because no portal puts a secret there.
const HOLD_NAMES: &[&str] = &[
    "AddressRef",
    "AuthHost",
    "CallOptions",
    "DocumentRef",
    "Happening",
    "PortalHosts",
    "RequestSeen",
    "TokenStoreError",
    "WaitSeen",
];

fn shown(value: &impl Debug) -> Shown {
    let path = type_name_of_val(value).split('<').next().unwrap();
    let name = path.rsplit("::").next().unwrap();
    Shown {
        type_name: name.to_owned(),
        text: format!("{value:?}"),
    }
}

fn told(error: &(impl Debug + Display)) -> Shown {
    let Shown { type_name, text } = shown(error);
    Shown {
        type_name,
        text: format!("{text} {error}"),
    }
}

fn assert_hidden(all: &[Shown], secret: &str) {
    for Shown { type_name, text } in all {
        assert!(!text.contains(secret), "{type_name} shows {secret}: {text}");
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The items that the crate gives out at its root.
fn public() -> BTreeSet<String> {
    let text = std::fs::read_to_string(source().join("lib.rs")).unwrap();
    let uses = text
        .split("pub use ")
        .skip(1)
        .map(|part| part.split(';').next().unwrap());
    let names = uses.flat_map(|path| {
        let names = path.rsplit("::").next().unwrap();
        names
            .split([',', '{', '}'])
            .map(str::trim)
            .filter(|name| !name.is_empty())
    });
    names.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_public_type_is_on_the_table_of_what_shows_no_secret() {
    const SECRET: &str = "kq7w1m5z9x3c8v2b6n4a";
    let mut all = values::all(&records::declared(), SECRET);
    all.extend(answered::all(SECRET).await);
    assert_hidden(&all, SECRET);
    let listed = all.into_iter().map(|shown| shown.type_name);
    let without = HOLD_NO_SECRET
        .iter()
        .chain(HOLD_NAMES)
        .map(|name| (*name).to_owned());
    let known: BTreeSet<String> = listed.chain(without).chain(["api".to_owned()]).collect();
    let public = public();
    assert!(
        public.len() > 100,
        "only {} public items were found",
        public.len()
    );
    let missing: Vec<_> = public.difference(&known).collect();
    assert!(missing.is_empty(), "not on the table: {missing:?}");
    let gone = HOLD_NO_SECRET
        .iter()
        .chain(HOLD_NAMES)
        .filter(|name| !public.contains(**name));
    assert_eq!(
        gone.collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "on the table and not public"
    );
}

proptest! {
    #[test]
    fn no_value_shows_a_secret_whatever_it_is(secret in "[A-Za-z0-9]{16,40}") {
        static RECORDS: LazyLock<Vec<records::Record>> = LazyLock::new(records::declared);
        assert_hidden(&values::all(&RECORDS, &secret), &secret);
    }
}
