//! The configuration: the documented example loads, and whatever is wrong is told with its line.

use docflow::{ConfigError, Configuration, LintFinding, PortalSecret, Secrets, SecretsError, lint};
use docflow_core::{
    AttachFallback, Basis, FieldKind, FieldSource, ResultField, UserId, VatRate, VatRegime,
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
    assert!(policy.form("supply").unwrap().number_approval);
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
    assert_eq!(configuration.portal.host(), "sever.bitrix24.ru");
    assert_eq!(configuration.infobase_of("yug").unwrap().code, "main");
    assert_eq!(lint(policy), []);
}

#[test]
fn what_is_left_out_has_the_documented_default() {
    let mut short = example();
    for section in [
        "files",
        "announce",
        "announce.fields",
        "dates",
        "approval",
        "patience",
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
        "number_approval = true\n",
    ] {
        short = short.replace(line, "");
    }
    let (short, full) = (parse(&short).unwrap(), parse(&example()).unwrap());
    assert_eq!(short.portal, full.portal);
    assert_eq!(short.infobases, full.infobases);
    assert_eq!(short.storage, full.storage);
    assert_eq!(short.policy.files, full.policy.files);
    assert_eq!(short.policy.dates, full.policy.dates);
    assert_eq!(short.policy.patience, full.policy.patience);
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
fn the_hash_is_that_of_the_file() {
    let (one, two) = (
        parse(&example()).unwrap(),
        parse(&(example() + "\n# later\n")).unwrap(),
    );
    assert_ne!(one.policy.hash, two.policy.hash);
    assert_eq!(one.policy.hash, parse(&example()).unwrap().policy.hash);
}

/// What is replaced, by what, where the fault is, and words that its message has.
const WRONG: [(&str, &str, &str, &str); 40] = [
    (
        "slug = \"sever\"",
        "slug = \"Север\"",
        "slug",
        "expected a key part",
    ),
    (
        "slug = \"sever\"",
        "slug = \"a-slug-that-leaves-no-room-for-the-deal\"",
        "slug",
        "at most 100",
    ),
    (
        "slug = \"sever\"",
        "slog = \"sever\"",
        "slog",
        "found the key `slog`",
    ),
    (
        "https://sever.bitrix24.ru",
        "http://sever.bitrix24.ru",
        "http://sever",
        "expected an address",
    ),
    (
        "https://sever.bitrix24.ru",
        "https://sever.bitrix24.ru/rest/1/abc",
        "/rest/1",
        "expected an address",
    ),
    (
        "https://1c.sever.example/bp",
        "https://u:p@1c.sever.example/bp",
        "u:p@",
        "without a login",
    ),
    (
        "http://proxy.sever.example:3128",
        "http://u:p@proxy:3128",
        "u:p@",
        "without a login",
    ),
    (
        "lang = \"ru\"",
        "lang = \"de\"",
        "lang =",
        "expected one of ru, en, found «de»",
    ),
    (
        "timeout_seconds = 65",
        "timeout_seconds = 0",
        "timeout_seconds = 0",
        "from 1 to 86400, found 0",
    ),
    (
        "timeout_seconds = 65",
        "timeout_seconds = \"65\"",
        "timeout_seconds = \"65\"",
        "expected u64",
    ),
    (
        "sellers = [\"sever\", \"yug\"]",
        "sellers = [\"sever\"]",
        "code = \"yug\"",
        "infobases keeps",
    ),
    (
        "sellers = [\"sever\", \"yug\"]",
        "sellers = [\"sever\", \"yug\", \"zapad\"]",
        "zapad",
        "found «zapad»",
    ),
    (
        "inn = \"7740000076\"",
        "inn = \"7740000077\"",
        "7740000077",
        "expected a valid ИНН",
    ),
    (
        "inn = \"7740000076\"\n",
        "",
        "[[sellers]]",
        "expected the key `inn`",
    ),
    ("kpp = \"774001001\"\n", "", "7740000076", "the key `kpp`"),
    (
        "onec_ref = \"4a9d5e3c-7a0b-11ef-9c1e-00155d000001\"",
        "onec_ref = \"12\"",
        "onec_ref = \"12\"",
        "hexadecimal",
    ),
    (
        "vat = \"osno\"",
        "vat = \"ОСНО\"",
        "ОСНО",
        "expected one of osno",
    ),
    (
        "from = 2026-01-01",
        "from = 2025-01-01",
        "regimes = [\n",
        "found two that begin together",
    ),
    (
        "closed_until = 2026-09-30",
        "closed_until = 2026-09-30T10:00:00",
        "T10:00",
        "leave the time out",
    ),
    (
        "closed_until = 2026-09-30",
        "closed_until = \"2026-09-30\"",
        "closed_until",
        "found string",
    ),
    (
        "name = \"Ким Анна\"",
        "name = \"Ким\"",
        "\"Ким\"",
        "Фамилия Имя Отчество",
    ),
    (
        "expires = 2027-02-01",
        "expires = 2025-02-01",
        "expires = 2025",
        "found an earlier one",
    ),
    (
        "offset = \"+07:00\"",
        "offset = \"Asia/Novosibirsk\"",
        "Asia/",
        "an offset such as +03:00",
    ),
    (
        "code = \"nsk\"",
        "code = \"msk\"",
        "title = \"Новосибирск\"",
        "code of its own",
    ),
    (
        "regions = [\"msk\", \"nsk\"]",
        "regions = [\"msk\", \"spb\"]",
        "spb",
        "one of the regions msk, nsk, found «spb»",
    ),
    (
        "sellers = [\"sever\"]\nregions",
        "sellers = [\"nord\"]\nregions",
        "nord",
        "one of the sellers sever, yug",
    ),
    (
        "\"sole_trader\"]",
        "\"ip\"]",
        "\"ip\"]",
        "one of legal_entity",
    ),
    (
        "valid_to = 2027-12-31",
        "valid_to = 2025-12-31",
        "valid_to = 2025",
        "not before 2026-01-01",
    ),
    (
        "kind = \"choice\", choices = [\"3\", \"5\", \"10\"]",
        "kind = \"choice\"",
        "acceptance",
        "the key `choices`",
    ),
    (
        "kind = \"number\"",
        "kind = \"float\"",
        "float",
        "one of text, date, number, choice",
    ),
    (
        "deal_field = \"UF_CRM_SUBJECT\"",
        "deal_field = \"ufCrmSubject\"",
        "ufCrmSubject",
        "original name",
    ),
    (
        "id = 457",
        "id = 456",
        "name = \"Учебник\"",
        "found 456 twice",
    ),
    (
        "reduced = \"10\"",
        "reduced = \"20\"",
        "reduced = \"20\"",
        "one of none, 0, 10",
    ),
    (
        "percent = \"30\"",
        "percent = \"20\"",
        "parts = [\n",
        "100 %",
    ),
    (
        "percent = \"30\"",
        "percent = 30.0",
        "30.0",
        "expected a string",
    ),
    (
        "after = \"signing\"",
        "after = \"later\"",
        "later",
        "one of signing",
    ),
    (
        "fallback = \"file_field\"",
        "fallback = \"refuse\"",
        "fallback_field",
        "only beside",
    ),
    (
        "fallback_field = \"UF_CRM_FILES\"\n",
        "",
        "fallback =",
        "the key `fallback_field`",
    ),
    ("approver = 17\n", "", "deputy = 18", "expected `approver`"),
    (
        "first_pause_seconds = 2",
        "first_pause_seconds = 900",
        "longest_pause",
        "at least the first",
    ),
];

#[test]
fn whatever_is_wrong_is_told_with_its_line() {
    for (old, new, place, words) in WRONG {
        let text = with(old, new);
        let error = parse(&text).unwrap_err();
        let fault = &error.faults()[0];
        assert!(fault.message.contains(words), "{new}: {error}");
        let line = fault.line.unwrap();
        let place = match place {
            // The second of two equal codes is the wrong one.
            place if place.starts_with("title") || place.starts_with("name = \"У") => {
                let line = line_of(&text, place);
                line - if place.starts_with("title") { 1 } else { 2 }
            }
            // The table of the second seller begins before its first place.
            "regimes = [\n" | "parts = [\n" => line_of(&text, place),
            place => line_of(&text, place),
        };
        assert_eq!(line, place, "{new}: {error}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("docflow.toml:{line}: ")),
            "{error}"
        );
    }
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
        "[approval]",
        "[patience]",
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
    ] {
        keys.extend(keys_in(&parse(&with(inline, extended)).unwrap_err()));
    }
    assert!(keys.len() > 60, "{}", keys.len());
    let (example, prose) = (example(), DOCS.split_once("## Settings").unwrap().1);
    for key in keys {
        assert!(
            prose.contains(&format!("`{key}`")),
            "{key} is not described"
        );
        let optional = ["basis"].contains(&key.as_str());
        assert!(
            optional || example.contains(&format!("{key} = ")),
            "{key} has no example"
        );
    }
}

fn variables(set: &[(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
    move |name| {
        let found = set.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    }
}

const HOOK: (&str, &str) = (
    "DOCFLOW_BITRIX_WEBHOOK",
    "https://sever.bitrix24.ru/rest/1/s3cret/",
);
const LOGIN: (&str, &str) = ("DOCFLOW_ONEC_LOGIN", "docflow-s3cret");
const PASSWORD: (&str, &str) = ("DOCFLOW_ONEC_PASSWORD", "pass-s3cret");

#[test]
fn secrets_come_from_the_environment_and_are_never_shown() {
    let configuration = parse(&example()).unwrap();
    let read = |set: &[(&'static str, &'static str)]| {
        Secrets::from_variables(&configuration, variables(set))
    };
    let secrets = read(&[
        HOOK,
        LOGIN,
        PASSWORD,
        ("DOCFLOW_ONEC_LOGIN_MAIN", "own-s3cret"),
    ])
    .unwrap();
    assert!(matches!(secrets.portal, PortalSecret::Webhook(_)));
    assert_eq!(secrets.infobases["main"].name.expose(), "own-s3cret");
    assert_eq!(secrets.infobases["main"].password.expose(), "pass-s3cret");
    assert!(!format!("{secrets:?}").contains("s3cret"));
    let token = read(&[("DOCFLOW_BITRIX_TOKEN", "t"), LOGIN, PASSWORD]).unwrap();
    assert!(matches!(token.portal, PortalSecret::Token(_)));
}

#[test]
fn a_missing_or_foreign_secret_is_named() {
    let configuration = parse(&example()).unwrap();
    let read = |set: &[(&'static str, &'static str)]| {
        Secrets::from_variables(&configuration, variables(set)).unwrap_err()
    };
    assert_eq!(read(&[LOGIN, PASSWORD]), SecretsError::NoPortal);
    assert_eq!(
        read(&[(HOOK.0, " "), LOGIN, PASSWORD]),
        SecretsError::NoPortal
    );
    let both = read(&[HOOK, ("DOCFLOW_BITRIX_TOKEN", "t"), LOGIN, PASSWORD]);
    assert_eq!(both, SecretsError::TwoPortals);
    let missing = read(&[HOOK, LOGIN]);
    assert!(
        missing
            .to_string()
            .contains("DOCFLOW_ONEC_PASSWORD_MAIN or DOCFLOW_ONEC_PASSWORD")
    );
    let foreign = read(&[
        (HOOK.0, "https://other.bitrix24.ru/rest/1/s3cret/"),
        LOGIN,
        PASSWORD,
    ]);
    assert!(foreign.to_string().contains("sever.bitrix24.ru"));
    assert!(!foreign.to_string().contains("s3cret") && !foreign.to_string().contains("other."));
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
