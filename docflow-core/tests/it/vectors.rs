//! Golden files of the domain: `{"meta": …, "cases": […]}`, one file a rule.
//!
//! Without `DOCFLOW_VECTORS` the crate's own fixtures are read; with it, the same files of that
//! folder (a relative one is taken from the workspace root). Every file must be there and have
//! cases, and no other file may be there but those that another package runs (`runners.txt`).
//! `--nocapture` shows `name passed/total`, and which fields of a file nothing compares.

mod case;
mod client;
mod dates;
mod folder;
mod requisites;
mod sums;
mod vat_rates;

use std::collections::BTreeSet;

use case::Case;

/// Vectors that are provably wrong: file, the case as compact JSON, and the evidence.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

type Judge = fn(&Case<'_>) -> Result<(), String>;

macro_rules! vector_files {
    ($($test:ident: $file:literal => $judge:path;)*) => {
        const RUN_HERE: &[&str] = &[$($file),*];

        $(#[test]
        fn $test() {
            run($file, $judge);
        })*
    };
}

vector_files! {
    inn_vectors_hold: "inn" => requisites::inn;
    kpp_vectors_hold: "kpp" => requisites::kpp;
    ogrn_vectors_hold: "ogrn" => requisites::ogrn;
    ogrnip_vectors_hold: "ogrnip" => requisites::ogrnip;
    bik_vectors_hold: "bik" => requisites::bik;
    corr_account_vectors_hold: "corr_account" => requisites::correspondent_account;
    account_vectors_hold: "account" => requisites::settlement_account;
    vat_row_vectors_hold: "vat_row" => sums::vat_row;
    doc_totals_vectors_hold: "doc_totals" => sums::doc_totals;
    split_70_30_vectors_hold: "split_70_30" => sums::split;
    vat_rate_by_date_vectors_hold: "vat_rate_by_date" => vat_rates::judge;
    dates_vectors_hold: "dates" => dates::judge;
    email_vectors_hold: "email" => client::email;
    postal_index_vectors_hold: "postal_index" => client::postal_index;
}

#[test]
fn every_file_of_vectors_has_a_runner() {
    folder::assert_every_file_has_a_runner(RUN_HERE);
}

fn run(file: &str, judge: Judge) {
    let cases = folder::cases(file);
    let mut passed = 0_usize;
    let mut failures = Vec::new();
    let mut unread = BTreeSet::new();
    for value in &cases {
        let case = Case::new(value);
        let written = value.to_string();
        let excepted = EXCEPTIONS
            .iter()
            .any(|wrong| (wrong.0, wrong.1) == (file, &written));
        match (judge(&case), excepted) {
            (Ok(()), false) => passed += 1,
            (Err(_), true) => println!("{file} left out as wrong: {written}"),
            (Ok(()), true) => failures.push(format!("{value}: passes, yet is listed as wrong")),
            (Err(why), false) => failures.push(format!("{value}: {why}")),
        }
        unread.extend(case.unread());
    }
    println!("{file} {passed}/{}", cases.len());
    if !unread.is_empty() {
        println!("{file} fields that nothing compares: {unread:?}");
    }
    assert!(
        failures.is_empty(),
        "{file}: {} failed\n{}",
        failures.len(),
        failures.join("\n")
    );
}
