//! Which of the methods in this crate can be read by windows of ids.

use super::ListMethod;
use crate::methods::{
    BankDetail, Item, ListBankDetails, ListItems, ListPresets, ListRequisites, ListStatuses,
    Preset, Requisite, Status,
};

impl ListMethod for ListItems {
    type Row = Item;
    const KEY: &'static str = "id";
    const MEMBER: Option<&'static str> = Some("items");
}

macro_rules! old_lists {
    ($($method:ty => $row:ty),* $(,)?) => {$(
        impl ListMethod for $method {
            type Row = $row;
            const KEY: &'static str = "ID";
        }
    )*};
}

old_lists! {
    ListBankDetails => BankDetail,
    ListPresets => Preset,
    ListRequisites => Requisite,
    ListStatuses => Status,
}
