//! Sixty-two ways to get a setting wrong, each told with its line.

use super::{line_of, parse, with};

/// What is replaced, by what, where the fault is, and words that its message has.
const WRONG: [(&str, &str, &str, &str); 62] = [
    (
        "    { docx_stamped = false, pdf_stamped = true },\n    { docx_stamped = false, pdf_stamped = false }",
        "    { docx_stamped = false, pdf_stamped = true },\n    { docx_stamped = false, pdf_stamped = true }",
        "[\n    { docx_stamped",
        "the same twice",
    ),
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
        "drain = \"steps\"",
        "drain = \"evenly\"",
        "bucket =",
        "expected one of steps, continuous, found «evenly»",
    ),
    (
        "da45a03b265edd8787f8a258d793cc5d",
        "../tokens",
        "member_id",
        "at most 64 letters and digits",
    ),
    (
        "local.65f1c0de2a8d14.73591022",
        " ",
        "client_id",
        "found an empty one",
    ),
    (
        "\"oauth.bitrix24.tech\"",
        "\"https://oauth.example\"",
        "auth_server",
        "found another server",
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
    (
        "https://docflow.sever.example/runs/{run}",
        "https://docflow.sever.example/runs",
        "run_page",
        "with the key of the run in it",
    ),
    (
        "parallel = 16",
        "parallel = 0",
        "parallel = 0",
        "from 1 to 256, found 0",
    ),
    (
        "ca.pem\"\nparallel = 16",
        "ca.pem\"\nparallel = 257",
        "parallel = 257",
        "from 1 to 256, found 257",
    ),
    (
        "{ user = 22, name",
        "{ user = 21, name",
        "accountants",
        "found 21 twice",
    ),
    (
        "{ user = 22, name = \"Ольга Сергеевна\" }",
        "{ user = 22 }",
        "accountants",
        "expected the key `name`",
    ),
    (
        "{ user = 31, name = \"Игорь Волков\" }",
        "{ user = 0, name = \"Игорь Волков\" }",
        "administrators",
        "the number of an employee",
    ),
    ("Игорь Волков", " ", "administrators", "found an empty one"),
    (
        "from = 9\nuntil = 18",
        "from = 18\nuntil = 9",
        "until = 9",
        "that end after they begin, found 18 to 9",
    ),
    (
        "from = 9",
        "from = 24",
        "from = 24",
        "from 0 to 23, found 24",
    ),
    (
        "until = 18",
        "until = 25",
        "until = 25",
        "from 1 to 24, found 25",
    ),
    (
        "until = 18",
        "until = 18\naround_the_clock = true",
        "around_the_clock",
        "found both",
    ),
    (
        "offset = \"+03:00\"\nfrom",
        "offset = \"MSK\"\nfrom",
        "MSK",
        "an offset such as +03:00",
    ),
    (
        "invoices = true",
        "invoices = 1",
        "invoices = 1",
        "expected a boolean",
    ),
    (
        "longest_asked_seconds = 900",
        "longest_asked_seconds = 0",
        "longest_asked_seconds",
        "from 1 to 86400, found 0",
    ),
    (
        "tell_outage_after_minutes = 30",
        "tell_outage_after_minutes = 0",
        "tell_outage_after_minutes",
        "from 1 to 43200, found 0",
    ),
    (
        "reread_after_minutes = 60",
        "reread_after_minutes = 43201",
        "reread_after_minutes",
        "from 1 to 43200, found 43201",
    ),
    (
        "keep_days = 1095",
        "keep_days = 0",
        "keep_days",
        "from 1 to 36500, found 0",
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
