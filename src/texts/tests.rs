//! Every code has its text in both languages, and the texts keep the rules of tone.

mod messages;

use super::*;
use docflow_core::{
    Cause, DocumentSlot, FieldPath, FileFormat, Finding, Money, Notice, Owner, RULES, Report, Rule,
    Severity, Side,
};
use std::collections::BTreeMap;

const LANGS: [Lang; 2] = [Lang::Ru, Lang::En];
const SOURCES: [&str; 2] = [include_str!("ru.ftl"), include_str!("en.ftl")];

/// Keys of a catalogue with the names of their arguments.
fn keys(source: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in source.lines() {
        if let Some((name, _)) = line.split_once(" = ")
            && name.starts_with(|c: char| c.is_ascii_lowercase())
        {
            name.clone_into(&mut key);
            assert!(
                found.insert(key.clone(), Vec::new()).is_none(),
                "{key} stands twice"
            );
        }
        for piece in line.split("{ $").skip(1) {
            let name: String = piece
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            let names = found.entry(key.clone()).or_default();
            if !names.contains(&name) {
                names.push(name);
                names.sort();
            }
        }
    }
    found
}

/// A finding of a rule whose parameters carry themselves.
fn sample(rule: &Rule, with_hints: bool) -> Finding {
    let hints = rule.hints.iter().filter(|_| with_hints);
    let params = rule.params.iter().chain(hints);
    Finding {
        code: rule.code.to_owned(),
        severity: rule.severity,
        step: rule.step,
        path: FieldPath::new("client.inn"),
        params: params
            .map(|name| ((*name).to_owned(), "7".to_owned()))
            .collect(),
        fix: Some(rule.fix.to_owned()),
    }
}

fn plain_text(text: &str) {
    assert!(!text.contains('!'), "{text}");
    assert!(!text.contains(['"', '\'', '“', '”']), "{text}");
    assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
    assert!(!text.contains("  "), "{text}");
    for (at, mark) in text.match_indices('№') {
        assert!(text[at + mark.len()..].starts_with('\u{a0}'), "{text}");
    }
    for (at, _) in text.match_indices('₽') {
        assert!(text[..at].ends_with('\u{a0}'), "{text}");
    }
}

fn place() -> Place {
    Place {
        deal: "https://sever.example/crm/deal/details/4512/".to_owned(),
        run: None,
    }
}

#[test]
fn both_catalogues_are_read_whole_and_have_the_same_keys_and_arguments() {
    for source in SOURCES {
        let resource = fluent_bundle::FluentResource::try_new(source.to_owned());
        assert!(
            resource.is_ok(),
            "{:?}",
            resource.err().map(|(_, errors)| errors)
        );
    }
    let (ru, en) = (keys(SOURCES[0]), keys(SOURCES[1]));
    assert!(ru.len() > 250, "{}", ru.len());
    assert_eq!(ru.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    assert_eq!(ru, en);
}

#[test]
fn every_message_is_whole_and_keeps_the_tone() {
    let texts = Texts::new();
    for lang in LANGS {
        for (key, names) in keys(SOURCES[0]) {
            let args: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "7")).collect();
            let (text, missing) = texts.of(lang).format(&key, &args).unwrap();
            assert!(!missing, "{lang:?} {key}: {text}");
            plain_text(&text);
        }
    }
}

#[test]
fn no_text_doubles_the_quotation_marks_of_a_value() {
    let texts = Texts::new();
    for lang in LANGS {
        for value in ["ООО «Север Сервис»", "«Юг»", "ООО «Дом «Юг»»"]
        {
            for (key, names) in keys(SOURCES[0]) {
                let args: Vec<(&str, &str)> =
                    names.iter().map(|name| (name.as_str(), value)).collect();
                let (text, _) = texts.of(lang).format(&key, &args).unwrap();
                assert!(
                    !text.contains("««") && !text.contains("»»"),
                    "{key}: {text}"
                );
                assert!(!text.contains(quotes::is_mark), "{key}: {text}");
            }
        }
    }
    let rule = RULES
        .iter()
        .find(|rule| rule.code == "seller-unknown")
        .unwrap();
    let mut finding = sample(rule, false);
    for name in ["seller", "sellers"] {
        let value = "ООО «Север Сервис»".to_owned();
        finding.params.insert(name.to_owned(), value);
    }
    assert_eq!(
        texts.finding(&finding, Lang::Ru),
        "Продавца ООО «Север Сервис» нет среди наших организаций. Доступны: ООО «Север Сервис»."
    );
}

#[test]
fn a_message_lists_sixty_findings_of_a_deal() {
    let texts = Texts::new();
    let findings: Vec<Finding> = RULES.iter().map(|rule| sample(rule, true)).collect();
    for lang in LANGS {
        for sixty in findings.windows(60) {
            let notice = Notice::Findings(Report {
                findings: sixty.to_vec(),
            });
            let text = texts.notice(&notice, &place(), lang);
            for finding in sixty {
                let line = format!("\n— {}", texts.finding(finding, lang));
                assert!(text.contains(&line), "{line} is not in: {text}");
            }
        }
    }
}

#[test]
fn every_rule_has_a_text_in_both_languages_that_uses_its_parameters() {
    let texts = Texts::new();
    let arguments = keys(SOURCES[0]);
    for rule in RULES {
        let known = arguments.get(&format!("rule-{}", rule.code));
        let used = known.unwrap_or_else(|| panic!("no text for {}", rule.code));
        for name in used {
            assert!(
                rule.params.contains(&name.as_str()),
                "{}: {name} is not a parameter",
                rule.code
            );
        }
        for lang in LANGS {
            let text = texts.finding(&sample(rule, false), lang);
            plain_text(&text);
            assert!(text.chars().count() <= 320, "{text}");
            assert!(!text.contains("client.inn"), "the generic text: {text}");
            if rule.hints.contains(&"suggestion") {
                assert!(texts.finding(&sample(rule, true), lang).len() > text.len());
            }
            assert!(
                texts.fix(rule.fix, lang).is_some(),
                "no label for {}",
                rule.fix
            );
        }
    }
    for key in arguments.keys().filter_map(|key| key.strip_prefix("rule-")) {
        let known = key == "unknown" || RULES.iter().any(|rule| rule.code == key);
        assert!(known, "a text for {key}, which is no rule");
    }
}

#[test]
fn an_unknown_code_is_shown_as_it_is() {
    let texts = Texts::new();
    let finding = Finding {
        code: "brand-new".to_owned(),
        ..sample(&RULES[0], false)
    };
    for lang in LANGS {
        let text = texts.finding(&finding, lang);
        assert!(
            text.contains("brand-new") && text.contains("client.inn"),
            "{text}"
        );
        let cause = texts.cause(&Cause::new(Side::Accounting, "brand_new"), lang);
        assert!(cause.contains("brand_new"), "{cause}");
    }
}

#[test]
fn rates_and_lengths_read_like_words() {
    let texts = Texts::new();
    let finding = |code: &str, params: &[(&str, &str)]| {
        let rule = RULES.iter().find(|rule| rule.code == code).unwrap();
        let params = params
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        texts.finding(
            &Finding {
                params,
                ..sample(rule, false)
            },
            Lang::Ru,
        )
    };
    let rate = finding(
        "row-vat-regime",
        &[
            ("row", "2"),
            ("name", "Аудит"),
            ("rate", "22"),
            ("expected", "none"),
            ("seller", "ООО «Север»"),
        ],
    );
    assert!(
        rate.contains("22\u{a0}%") && rate.ends_with("Нужна: Без НДС."),
        "{rate}"
    );
    let length = finding(
        "client-inn-length",
        &[("value", "77"), ("expected", "10 or 12"), ("length", "2")],
    );
    assert!(length.contains("10 или 12"), "{length}");
    let days = |days| {
        finding(
            "contract-date-old",
            &[
                ("date", "01.10.2026"),
                ("today", "24.11.2026"),
                ("days", days),
            ],
        )
    };
    assert!(
        days("1").contains("1 день")
            && days("3").contains("3 дня")
            && days("30").contains("30 дней")
    );
}

#[test]
fn a_hint_follows_its_finding() {
    let texts = Texts::new();
    let rule = RULES
        .iter()
        .find(|rule| rule.code == "client-inn-checksum")
        .unwrap();
    let mut finding = sample(rule, false);
    finding
        .params
        .insert("value".to_owned(), "7707083890".to_owned());
    finding
        .params
        .insert("suggestion".to_owned(), "7707083893".to_owned());
    assert_eq!(
        texts.finding(&finding, Lang::Ru),
        "ИНН 7707083890 не проходит проверку контрольной цифры. Сверьте номер с карточкой \
         организации. Возможно, верно 7707083893."
    );
}

#[test]
fn one_message_lists_everything_by_where_it_is_mended() {
    let texts = Texts::new();
    let findings = RULES
        .iter()
        .filter(|rule| {
            ["client-inn-empty", "rows-missing", "client-email-missing"].contains(&rule.code)
        })
        .map(|rule| sample(rule, false));
    let notice = Notice::Findings(Report {
        findings: findings.collect(),
    });
    let text = texts.notice(&notice, &place(), Lang::Ru);
    assert_eq!(
        text,
        "Документы не созданы: нужно исправить 2 пункта. В 1С ничего не записано. \
         [URL=https://sever.example/crm/deal/details/4512/]Открыть сделку[/URL]\n\n\
         В карточке клиента:\n\
         —\u{a0}Не заполнен ИНН. По нему 1С находит клиента. Впишите ИНН.\n\n\
         В товарах сделки:\n\
         —\u{a0}В сделке нет товаров. Добавьте хотя бы одну строку.\n\n\
         Обратите внимание:\n\
         —\u{a0}Не указана почта клиента. Без неё документы не отправить письмом."
            .replace("—\u{a0}", "— ")
    );
}

#[test]
fn a_message_never_outgrows_a_notification_and_says_how_much_is_left() {
    let texts = Texts::new();
    let findings: Vec<Finding> = RULES.iter().map(|rule| sample(rule, true)).collect();
    let whole: usize = findings
        .iter()
        .map(|finding| texts.finding(finding, Lang::Ru).chars().count())
        .sum();
    assert!(
        whole > Texts::MESSAGE_LIMIT,
        "{whole}: nothing would be left"
    );
    for lang in LANGS {
        for count in 1..=findings.len() {
            let notice = Notice::Findings(Report {
                findings: findings[..count].to_vec(),
            });
            let text = texts.notice(&notice, &place(), lang);
            assert!(
                text.chars().count() <= Texts::MESSAGE_LIMIT,
                "{count}: {text}"
            );
            let listed = text.matches("\n— ").count();
            let left = count - listed;
            assert!(
                left == 0 || text.ends_with('.') && text.contains(&left.to_string()),
                "{text}"
            );
        }
    }
}

#[test]
fn a_name_from_the_deal_is_no_markup() {
    let texts = Texts::new();
    let rule = RULES
        .iter()
        .find(|rule| rule.code == "client-requisites-missing")
        .unwrap();
    let mut finding = sample(rule, false);
    finding.params.insert(
        "client".to_owned(),
        "[URL=https://evil.example]ООО[/URL]\n\n!".to_owned(),
    );
    let text = texts.finding(&finding, Lang::Ru);
    assert!(!text.contains('[') && !text.contains('\n'), "{text}");
    finding
        .params
        .insert("client".to_owned(), "очень ".repeat(500));
    assert!(texts.finding(&finding, Lang::Ru).chars().count() <= 320);
}

#[test]
fn every_owner_side_and_disagreement_has_a_text() {
    let texts = Texts::new();
    let slot = DocumentSlot::Invoice(2);
    let money = Money::from_kopecks(12_200_000);
    let disagreements = [
        docflow_core::Disagreement::Missing(slot),
        docflow_core::Disagreement::Unasked(slot),
        docflow_core::Disagreement::Date {
            slot,
            asked: docflow_core::NaiveDate::MIN,
            found: docflow_core::NaiveDate::MIN,
        },
        docflow_core::Disagreement::Number {
            asked: "12-У/26".to_owned(),
            found: "13-У/26".to_owned(),
        },
        docflow_core::Disagreement::Total {
            slot,
            asked: money,
            found: money,
        },
        docflow_core::Disagreement::Vat {
            slot,
            asked: None,
            found: Some(money),
        },
        docflow_core::Disagreement::File {
            slot,
            format: FileFormat::Pdf,
            stamped: true,
        },
    ];
    for lang in LANGS {
        for disagreement in &disagreements {
            let text = texts.disagreement(disagreement, lang);
            plain_text(&text);
            assert!(
                text.contains('2') && !text.starts_with("disagreement-"),
                "{text}"
            );
            let cause = Cause::new(Side::Accounting, disagreement.code());
            assert!(!texts.cause(&cause, lang).contains(disagreement.code()));
        }
        for owner in [Owner::Manager, Owner::Accountant, Owner::Administrator] {
            assert!(!texts.owner(owner, lang).starts_with("owner-"));
            assert!(!texts.owner_acts(owner, lang).starts_with("owner-"));
        }
        for side in [Side::Crm, Side::Accounting, Side::Host] {
            assert!(!texts.side(side, lang).starts_with("side-"));
        }
    }
}

#[test]
fn foreign_spellings_of_a_code_find_its_text() {
    let texts = Texts::new();
    for (side, code, same) in [
        (Side::Crm, "QUERY_LIMIT_EXCEEDED", "query-limit"),
        (Side::Crm, "expired_token", "token-expired"),
        (Side::Crm, "ACCESS_DENIED", "forbidden"),
        (Side::Accounting, "closed_period", "closed-period"),
        (Side::Host, "unreachable", "unreachable"),
    ] {
        let text = texts.cause(&Cause::new(side, code), Lang::Ru);
        assert_eq!(text, texts.cause(&Cause::new(side, same), Lang::Ru));
        assert!(!text.contains(code), "{text}");
    }
}

#[test]
fn warnings_travel_with_the_final_message() {
    let texts = Texts::new();
    let findings: Vec<Finding> = RULES
        .iter()
        .filter(|rule| rule.severity == Severity::Warning)
        .map(|rule| sample(rule, false))
        .collect();
    let groups = texts.findings(&findings, Lang::Ru);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].place, "Обратите внимание");
    assert_eq!(groups[0].texts.len(), findings.len());
}
