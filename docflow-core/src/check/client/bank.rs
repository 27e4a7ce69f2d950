//! The client's bank and account.

use crate::check::format;
use crate::check::notes::{Notes, Read};
use crate::check::requisite::{self, Faults, only, rewritten};
use crate::check::table::{
    ACCOUNT_BIK, ACCOUNT_CURRENCY, ACCOUNT_EMPTY, ACCOUNT_FORMAT, ACCOUNT_IS_CORRESPONDENT,
    ACCOUNT_KIND, ACCOUNT_LENGTH, ACCOUNT_TREASURY, BANK_MISSING, BANK_NAME_MISSING, BANK_SEVERAL,
    BANK_UNREAD, BIK_COMPONENT, BIK_EMPTY, BIK_FORMAT, BIK_LENGTH, CORRESPONDENT_BIK,
    CORRESPONDENT_FORMAT, CORRESPONDENT_KIND, CORRESPONDENT_LENGTH, CORRESPONDENT_MISSING,
};
use crate::facts::{BankCard, ClientCard, Fact};
use crate::party::{BankAccount, ClientKind};
use crate::requisites::{
    Bik, Component, CorrespondentAccount, Fault, RequisiteError, SettlementAccount, clean,
};

const BIK: Faults = Faults {
    format: BIK_FORMAT,
    length: BIK_LENGTH,
    component: BIK_COMPONENT,
    checksum: BIK_COMPONENT,
};
const ACCOUNT: Faults = Faults {
    format: ACCOUNT_FORMAT,
    length: ACCOUNT_LENGTH,
    component: ACCOUNT_IS_CORRESPONDENT,
    checksum: ACCOUNT_BIK,
};
const CORRESPONDENT: Faults = Faults {
    format: CORRESPONDENT_FORMAT,
    length: CORRESPONDENT_LENGTH,
    component: CORRESPONDENT_KIND,
    checksum: CORRESPONDENT_BIK,
};

/// The bank details, where there are any; half of them are an error.
pub(super) fn read(
    card: &ClientCard,
    kind: ClientKind,
    notes: &mut Notes,
) -> Read<Option<BankAccount>> {
    match &card.bank {
        Fact::NotChecked(reason) if reason == "several-bank-details" => {
            Err(notes.block(BANK_SEVERAL, "client.bank", []))
        }
        Fact::NotChecked(reason) => {
            let params = [("reason", reason.to_string())];
            Err(notes.block(BANK_UNREAD, "client.bank", params))
        }
        Fact::Known { value, .. } if !is_empty(value) => account(value, kind, notes).map(Some),
        Fact::Absent | Fact::Known { .. } => {
            notes.warn(BANK_MISSING, "client.bank", []);
            Ok(None)
        }
    }
}

fn is_empty(card: &BankCard) -> bool {
    let texts = [
        &card.bik,
        &card.bank_name,
        &card.account,
        &card.correspondent,
    ];
    texts.into_iter().all(|text| clean(text).is_empty())
}

fn account(card: &BankCard, kind: ClientKind, notes: &mut Notes) -> Read<BankAccount> {
    let bik = bik(card, notes);
    let account = settlement(card, bik, kind, notes);
    let correspondent = correspondent(card, bik, notes);
    let bik = bik?;
    let bank_name = format::one_line(&card.bank_name);
    if bank_name.is_empty() {
        notes.warn(
            BANK_NAME_MISSING,
            "client.bank.name",
            [("bik", bik.to_string())],
        );
    }
    Ok(BankAccount {
        bik,
        bank_name,
        account: account?,
        correspondent: correspondent?,
    })
}

fn bik(card: &BankCard, notes: &mut Notes) -> Read<Bik> {
    const PATH: &str = "client.bank.bik";
    let text = clean(&card.bik);
    if text.is_empty() {
        return Err(notes.block(BIK_EMPTY, PATH, []));
    }
    let nearest = |text: &str| only(&Bik::suggest(text));
    requisite::parse(notes, PATH, &text, BIK, Bik::parse, nearest)
}

fn settlement(
    card: &BankCard,
    bik: Read<Bik>,
    kind: ClientKind,
    notes: &mut Notes,
) -> Read<SettlementAccount> {
    const PATH: &str = "client.bank.account";
    let text = clean(&card.account);
    if text.is_empty() {
        return Err(notes.block(ACCOUNT_EMPTY, PATH, []));
    }
    let bik_text = clean(&card.bik);
    let parse = |text: &str| SettlementAccount::parse_pair(text, &bik_text);
    let account = beside(notes, PATH, &text, ACCOUNT, bik, parse)?;
    if account_is_of_another(&account, kind) {
        notes.warn(ACCOUNT_KIND, PATH, [("value", account.to_string())]);
    }
    if !matches!(account.currency(), "810" | "643") {
        let currency = account.currency().to_owned();
        let params = [("value", account.to_string()), ("currency", currency)];
        notes.warn(ACCOUNT_CURRENCY, PATH, params);
    }
    Ok(account)
}

/// 40802 is a sole trader's account, 40817 and 40820 a person's, 423 a deposit.
fn account_is_of_another(account: &SettlementAccount, kind: ClientKind) -> bool {
    let balance = account.balance();
    let personal = matches!(balance, "40817" | "40820") || balance.starts_with("423");
    match kind {
        ClientKind::LegalEntity | ClientKind::ForeignFirm => personal || balance == "40802",
        ClientKind::SoleTrader => balance != "40802",
        ClientKind::Person => false,
    }
}

fn correspondent(
    card: &BankCard,
    bik: Read<Bik>,
    notes: &mut Notes,
) -> Read<Option<CorrespondentAccount>> {
    const PATH: &str = "client.bank.correspondent";
    let text = clean(&card.correspondent);
    if text.is_empty() {
        if let Some(bik) = bik.ok().filter(|bik| !bik.is_bank_of_russia()) {
            notes.warn(CORRESPONDENT_MISSING, PATH, [("bik", bik.to_string())]);
        }
        return Ok(None);
    }
    let bik_text = clean(&card.bik);
    let parse = |text: &str| CorrespondentAccount::parse_pair(text, &bik_text);
    beside(notes, PATH, &text, CORRESPONDENT, bik, parse).map(Some)
}

/// Parses an account beside its БИК; a wrong БИК is a finding of its own and says nothing here.
fn beside<T>(
    notes: &mut Notes,
    path: &str,
    text: &str,
    faults: Faults,
    bik: Read<Bik>,
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
) -> Read<T> {
    let fault = parse(text).err().map(|error| error.fault());
    match (fault, bik) {
        (Some(Fault::Bik), Err(blocked)) => Err(blocked),
        (Some(Fault::Component(Component::Currency)), _) => {
            Err(notes.block(ACCOUNT_TREASURY, path, [("value", text.to_owned())]))
        }
        (Some(Fault::Checksum | Fault::Component(Component::Tail)), Ok(bik)) => {
            let params = [("value", text.to_owned()), ("bik", bik.to_string())];
            Err(notes.block(faults.checksum, path, params))
        }
        _ => {
            let nearest = |text: &str| rewritten(text, &parse);
            requisite::parse(notes, path, text, faults, &parse, nearest)
        }
    }
}
