//! The configuration: the documented example loads, and whatever is wrong is told with its line.

mod secrets;
mod tokens;
mod wrong;

use bitrix_client::{Drain, Plan};
use docflow::{ConfigError, Configuration, LintFinding, Slots, lint};
use docflow_core::{
    AttachFallback, Basis, Colleague, DocumentPolicy, FieldKind, FieldSource, OfficeHours, People,
    ResultField, UserId, VatRate, VatRegime,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

const DOCS: &str = include_str!("../../docs/configuration.md");

/// The complete example of the docs.
fn example() -> String {
    let after = DOCS.split_once("```toml\n").unwrap().1;
    after.split_once("```").unwrap().0.to_owned()
}

fn parse(text: &str) -> Result<Configuration, ConfigError> {
    Configuration::parse("docflow.toml", text)
}

/// The example with one text replaced by another.
fn with(old: &str, new: &str) -> String {
    let example = example();
    assert!(example.contains(old), "the example has no {old}");
    example.replacen(old, new, 1)
}

/// The line, from 1, of a text.
fn line_of(text: &str, part: &str) -> usize {
    text[..text.find(part).unwrap()].matches('\n').count() + 1
}

#[test]
fn the_documented_example_is_a_whole_policy() {
    let configuration = parse(&example()).unwrap();
    let policy = &configuration.policy;
    assert_eq!(policy.portal, "sever");
    assert_eq!(policy.hash.len(), 64);
    assert_eq!(
        policy.sellers[0].regime_on("2026-11-24".parse().unwrap()),
        Some(VatRegime::Osno)
    );
    assert_eq!(policy.sellers[1].regimes.len(), 2);
    assert_eq!(policy.sellers[0].signatory.basis, Basis::Charter);
    assert!(matches!(
        policy.sellers[1].signatory.basis,
        Basis::PowerOfAttorney { .. }
    ));
    let services = policy.form("services").unwrap();
    assert_eq!(
        services.fields[0].source,
        FieldSource::Deal("UF_CRM_SUBJECT".to_owned())
    );
    assert_eq!(
        services.fields[1].source,
        FieldSource::Default("5".to_owned())
    );
    assert!(matches!(&services.fields[1].kind, FieldKind::Choice(choices) if choices.len() == 3));
    assert_eq!(services.fields[2].source, FieldSource::Asked);
    let supply = policy.form("supply").unwrap();
    assert!(supply.number_approval);
    let own = supply.files.as_ref().unwrap();
    assert_eq!(own.contract, policy.files.contract);
    assert_eq!(
        own.invoice
            .iter()
            .map(|pair| pair.pdf_stamped)
            .collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(services.files, None);
    assert_eq!(policy.products[1].reduced, Some(VatRate::Vat10));
    assert_eq!(policy.schedules["70-30"].parts().len(), 2);
    assert_eq!(
        policy.announce.fallback,
        AttachFallback::FileField("UF_CRM_FILES".to_owned())
    );
    assert_eq!(
        policy.announce.fields[&ResultField::State],
        "UF_CRM_DOCUMENTS_STATE"
    );
    assert_eq!(policy.approval.deputy, UserId::new(18));
    assert_eq!(policy.patience.longest_pause, Duration::from_mins(10));
    assert_eq!(policy.keep_days, Some(1095));
    assert_eq!(configuration.portal.host(), "sever.bitrix24.ru");
    assert_eq!(configuration.infobase_of("yug").unwrap().code, "main");
    assert_eq!(configuration.lint(), []);
}

#[test]
fn people_are_named_with_their_numbers_in_the_order_in_which_they_are_asked() {
    let policy = parse(&example()).unwrap().policy;
    let named = |list: &[Colleague]| -> Vec<(u64, String)> {
        let pair = |one: &Colleague| (one.id.get(), one.name.clone());
        list.iter().map(pair).collect()
    };
    let first = (21, "Анна Петровна".to_owned());
    let second = (22, "Ольга Сергеевна".to_owned());
    assert_eq!(
        named(&policy.sellers[0].accountants),
        [first.clone(), second]
    );
    assert_eq!(named(&policy.sellers[1].accountants), [first]);
    let administrator = (31, "Игорь Волков".to_owned());
    assert_eq!(named(&policy.people.administrators), [administrator]);
}

#[test]
fn reminders_come_in_the_hours_that_are_set() {
    let hours = |new: &str| {
        let text = with("offset = \"+03:00\"\nfrom = 9\nuntil = 18\n", new);
        parse(&text).unwrap().policy.people.hours
    };
    assert_eq!(hours(""), OfficeHours::default());
    assert_eq!(hours("around_the_clock = false\n"), OfficeHours::default());
    assert_eq!(hours("around_the_clock = true\n"), OfficeHours::always());
    let east = hours("offset = \"+07:00\"\nuntil = 24\n");
    assert_eq!(east.offset.local_minus_utc(), 7 * 3600);
    assert_eq!((east.from, east.until), (9, 24));
}

#[test]
fn documents_besides_the_contract_can_be_left_out() {
    let documents = |new: &str| {
        let text = with("order = true\ninvoices = true\n", new);
        parse(&text).unwrap().policy.documents
    };
    assert_eq!(documents(""), DocumentPolicy::default());
    let alone = DocumentPolicy {
        order: false,
        invoices: false,
    };
    assert_eq!(documents("order = false\ninvoices = false\n"), alone);
}

#[test]
fn the_base_that_takes_the_fewest_runs_at_once_sets_the_number_for_all() {
    assert_eq!(parse(&example()).unwrap().slots(), Slots::default());
    let second = "[[infobases]]\ncode = \"second\"\npublication = \"https://1c.yug.example/bp\"\n\
                  sellers = [\"yug\"]\nparallel = 4\n\n[[sellers]]\ncode = \"sever\"";
    let text = with("[[sellers]]\ncode = \"sever\"", second)
        .replace("sellers = [\"sever\", \"yug\"]", "sellers = [\"sever\"]")
        .replacen("parallel = 16", "parallel = 9", 1);
    let fewest = Slots { portal: 9, base: 4 };
    assert_eq!(parse(&text).unwrap().slots(), fewest);
}

#[test]
fn the_page_of_a_run_is_one_of_this_host() {
    let page = "https://docflow.sever.example/runs/{run}";
    for good in [
        page,
        "http://127.0.0.1:8080/{run}",
        "http://localhost/runs?key={run}",
        "https://docflow.sever.example/#/runs/{run}/",
    ] {
        let portal = parse(&with(page, good)).unwrap().portal;
        assert_eq!(portal.run_page.as_deref(), Some(good));
    }
    for bad in [
        "",
        "{run}",
        "http://docflow.sever.example/runs/{run}",
        "https://docflow.sever.example/runs/",
        "https://{run}/",
        "https://u:p@docflow.sever.example/{run}",
        "https://docflow.sever.example/{run}[/URL]",
        "https://docflow.sever.example/{run} now",
        "https://docflow.sever.example/{run}/{run}",
        "javascript://localhost/{run}",
    ] {
        let error = parse(&with(page, bad)).unwrap_err();
        let message = &error.faults()[0].message;
        assert!(
            message.starts_with("expected the address of a page"),
            "{bad}: {error}"
        );
    }
}

#[test]
fn what_is_left_out_has_the_documented_default() {
    let mut short = example();
    for section in [
        "files",
        "announce",
        "announce.fields",
        "dates",
        "documents",
        "approval",
        "people",
        "people.hours",
        "patience",
        "privacy",
        "storage",
    ] {
        let at = short.find(&format!("[{section}]\n")).unwrap();
        let end = short[at + 1..]
            .find("\n[")
            .map_or(short.len(), |end| at + 1 + end + 1);
        short.replace_range(at..end, "");
    }
    for line in [
        "timeout_seconds = 65\n",
        "lang = \"ru\"\n",
        "auth_server = \"oauth.bitrix24.tech\"\n",
        "number_approval = true\n",
        "parallel = 16\n",
        "run_page = \"https://docflow.sever.example/runs/{run}\"\n",
    ] {
        short = short.replace(line, "");
    }
    let (short, full) = (parse(&short).unwrap(), parse(&example()).unwrap());
    assert_eq!(short.portal.run_page, None);
    let mut portal = full.portal.clone();
    portal.run_page = None;
    assert_eq!(short.portal, portal);
    assert_eq!(short.infobases, full.infobases);
    assert_eq!(short.storage, full.storage);
    assert_eq!(short.policy.files, full.policy.files);
    assert_eq!(short.policy.dates, full.policy.dates);
    assert_eq!(short.policy.patience, full.policy.patience);
    assert_eq!(short.policy.documents, full.policy.documents);
    assert_eq!(short.policy.people, People::default());
    assert_eq!(short.policy.people.hours, full.policy.people.hours);
    assert_eq!(short.policy.keep_days, None);
    assert_eq!(short.policy.approval.approver, None);
    assert_eq!(
        short.policy.approval.remind_after,
        full.policy.approval.remind_after
    );
    assert_eq!(
        short.policy.announce.fallback,
        AttachFallback::TimelineComment
    );
}

#[test]
fn the_pace_is_that_of_the_standard_plan_unless_it_is_set() {
    let plan = |bucket: &str| {
        let whole = "bucket = { capacity = 50, per_second = 2, drain = \"steps\" }";
        parse(&with(whole, bucket)).unwrap().portal.plan
    };
    assert_eq!(parse(&example()).unwrap().portal.plan, Plan::default());
    assert_eq!(plan(""), Plan::default());
    let enterprise = plan("bucket = { capacity = 250, per_second = 5 }");
    assert_eq!(enterprise, Plan::ENTERPRISE);
    let even = Plan::per_second(50, 2, Drain::Continuous);
    assert_eq!(plan("bucket = { drain = \"continuous\" }"), even);
}

#[test]
fn the_hash_is_that_of_the_file() {
    let (one, two) = (
        parse(&example()).unwrap(),
        parse(&(example() + "\n# later\n")).unwrap(),
    );
    assert_ne!(one.policy.hash, two.policy.hash);
    assert_eq!(one.policy.hash, parse(&example()).unwrap().policy.hash);
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_in_order() {
    let text = with("inn = \"7740000076\"", "inn = \"1\"")
        .replace("offset = \"+07:00\"", "offset = \"7\"")
        .replace("id = 456", "id = 0");
    let error = parse(&text).unwrap_err();
    let lines: Vec<usize> = error
        .faults()
        .iter()
        .filter_map(|fault| fault.line)
        .collect();
    assert_eq!(lines.len(), 3, "{:?}", error.lines().collect::<Vec<_>>());
    assert!(lines.is_sorted());
    assert!(error.to_string().ends_with("(and 2 more)"));
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line() {
    let error = parse("[portal]\nslug = \n").unwrap_err();
    assert_eq!(error.faults()[0].line, Some(2), "{error}");
    let error = Configuration::read("/nowhere/docflow.toml").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("docflow.toml: expected a readable file"),
        "{error}"
    );
}

#[test]
fn relative_paths_are_taken_from_the_folder_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docflow.toml");
    std::fs::write(&path, example()).unwrap();
    let configuration = Configuration::read(&path).unwrap();
    assert_eq!(
        configuration.storage.journal,
        folder.path().join("docflow.db")
    );
    assert_eq!(
        configuration.portal.authority_file,
        Some(folder.path().join("ca.pem"))
    );
    assert_eq!(
        parse(&example()).unwrap().storage.journal,
        PathBuf::from("docflow.db")
    );
    assert_eq!(
        configuration.policy.hash,
        parse(&example()).unwrap().policy.hash
    );
    assert!(Path::new(&configuration.storage.files).ends_with("files"));
}

/// Keys that a table understands, as its own refusal lists them.
fn keys_of(before: &str) -> BTreeSet<String> {
    let text = with(before, &format!("{before}\nno-such-key = 1\n"));
    keys_in(&parse(&text).unwrap_err())
}

fn keys_in(error: &ConfigError) -> BTreeSet<String> {
    let message = &error.faults()[0].message;
    let listed = message.split(", found the key").next().unwrap();
    listed
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_setting_is_documented_and_stands_in_the_example() {
    let mut keys = BTreeSet::new();
    for table in [
        "[portal]",
        "[portal.application]",
        "[storage]",
        "[[infobases]]",
        "[[sellers]]",
        "[sellers.signatory]",
        "[[regions]]",
        "[[forms]]",
        "[[products]]",
        "[[schedules]]",
        "[files]",
        "[announce]",
        "[announce.fields]",
        "[dates]",
        "[documents]",
        "[approval]",
        "[people]",
        "[people.hours]",
        "[patience]",
        "[privacy]",
    ] {
        keys.extend(keys_of(table));
    }
    for (inline, extended) in [
        ("{ capacity", "{ no-such-key = 1, capacity"),
        ("{ from", "{ no-such-key = 1, from"),
        ("{ number =", "{ no-such-key = 1, number ="),
        (
            "{ code = \"subject\"",
            "{ no-such-key = 1, code = \"subject\"",
        ),
        ("{ code = 796", "{ no-such-key = 1, code = 796"),
        ("{ percent", "{ no-such-key = 1, percent"),
        ("{ docx_stamped", "{ no-such-key = 1, docx_stamped"),
        ("{ user", "{ no-such-key = 1, user"),
    ] {
        keys.extend(keys_in(&parse(&with(inline, extended)).unwrap_err()));
    }
    assert!(keys.len() > 75, "{}", keys.len());
    let (example, prose) = (example(), DOCS.split_once("## Settings").unwrap().1);
    for key in keys {
        assert!(
            prose.contains(&format!("`{key}`")),
            "{key} is not described"
        );
        let optional = ["basis", "around_the_clock"].contains(&key.as_str());
        let given = example.contains(&format!("{key} = ")) || example.contains(&format!(".{key}]"));
        assert!(optional || given, "{key} has no example");
    }
}

#[test]
fn the_linter_finds_what_can_never_be_used() {
    let found = |text: &str| lint(&parse(text).unwrap().policy);
    let form = |form: &str| form.to_owned();
    assert_eq!(
        found(&with("approver = 17\ndeputy = 18\n", "")),
        [LintFinding::NoApprover {
            form: form("supply")
        }]
    );
    // «yug» works in Moscow alone.
    let elsewhere = with(
        "sellers = [\"sever\"]\nregions = [\"msk\", \"nsk\"]",
        "sellers = [\"yug\"]\nregions = [\"nsk\"]",
    );
    assert!(found(&elsewhere).contains(&LintFinding::FormUnreachable {
        form: form("supply")
    }));
    let bare = with("client_kinds", "sellers = [\"sever\"]\nclient_kinds");
    let no_form = LintFinding::NoForm {
        seller: form("yug"),
        region: form("msk"),
    };
    assert!(found(&bare).contains(&no_form));
    let nowhere = with(
        "offset = \"+03:00\"\n",
        "offset = \"+03:00\"\nsellers = [\"sever\"]\n",
    );
    assert!(found(&nowhere).contains(&LintFinding::SellerNowhere {
        seller: form("yug")
    }));
    let unsold = nowhere.replacen(
        "sellers = [\"sever\"]\nreduced",
        "sellers = [\"yug\"]\nreduced",
        1,
    );
    assert!(found(&unsold).contains(&LintFinding::ProductUnsold { product: 457 }));
    let kindless = with(
        "product_kinds = [\"good\", \"service\"]",
        "product_kinds = [\"work\"]",
    );
    assert_eq!(
        found(&kindless),
        [LintFinding::ProductWithoutForm { product: 457 }]
    );
    for finding in found(&unsold) {
        assert!(finding.to_string().starts_with("expected "), "{finding}");
        assert!(
            DOCS.contains(&format!("`{}`", finding.code())),
            "{}",
            finding.code()
        );
    }
}

#[test]
fn the_linter_finds_who_and_what_is_not_named() {
    let found = |old: &str, new: &str| {
        let found = parse(&with(old, new)).unwrap().lint();
        for finding in &found {
            assert!(finding.to_string().starts_with("expected "), "{finding}");
            let code = finding.code();
            assert!(DOCS.contains(&format!("`{code}`")), "{code}");
        }
        found
    };
    let accountants = "]\naccountants = [{ user = 21, name = \"Анна Петровна\" }]\n";
    let seller = "yug".to_owned();
    assert_eq!(
        found(accountants, "]\n"),
        [LintFinding::NoAccountant { seller }]
    );
    assert_eq!(
        found(
            "administrators = [{ user = 31, name = \"Игорь Волков\" }]\n",
            ""
        ),
        [LintFinding::NoAdministrator]
    );
    let page = "run_page = \"https://docflow.sever.example/runs/{run}\"\n";
    assert_eq!(found(page, ""), [LintFinding::NoRunPage]);
    assert_eq!(lint(&parse(&with(page, "")).unwrap().policy), []);
}
