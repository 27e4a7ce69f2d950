//! Messages to people: each says what happened, why, what to do and who can do it.

use super::*;
use docflow_core::{
    Announcement, ApprovalQuestion, AskLevel, Attached, AttachedVia, Awaited, DealSeen, DealState,
    Ending, IssuedDocument, IssuedSet, Message, OutageNews, Problem, Rejection, RunKey,
    StandingDocument, State, StepKey, UserId,
};

const PAGE: &str = "https://docflow.example/runs/sever/4512/documents/1";
const DEAL_LINK: &str = "[URL=https://sever.example/crm/deal/details/4512/]Открыть сделку[/URL]";
const FILES: &str = "Файлы прикреплены к сделке.";

fn deal() -> docflow_core::DealId {
    docflow_core::DealId::new(4512).unwrap()
}

fn step(name: &str) -> StepKey {
    RunKey::new("sever", deal(), "documents", 1)
        .unwrap()
        .step(name)
}

fn problem(owner: Owner, code: &str, detail: Option<&str>) -> Problem {
    Problem {
        step: step("issue"),
        round: 1,
        rejection: Rejection {
            cause: Cause::new(Side::Accounting, code),
            owner,
            detail: detail.map(str::to_owned),
        },
        reminders: 0,
    }
}

fn closed_period() -> Problem {
    problem(Owner::Accountant, "closed_period", None)
}

fn message(problem: Problem, waits_for: Option<(Owner, &str)>) -> Message {
    Message {
        key: step("problem/1"),
        deal: deal(),
        recipients: vec![UserId::new(21).unwrap()],
        watchers: vec![UserId::new(7).unwrap()],
        waits_for: waits_for.map(|(role, name)| Awaited {
            role,
            name: name.to_owned(),
        }),
        notice: Notice::Problem(problem),
        state: DealState::Waiting,
    }
}

fn day(text: &str) -> docflow_core::NaiveDate {
    text.parse().unwrap()
}

fn issued(invoices: u32) -> IssuedSet {
    let document = |slot, number: &str| IssuedDocument {
        slot,
        onec_ref: String::new(),
        number: number.to_owned(),
        date: day("2026-11-24"),
        total: Money::from_kopecks(12_200_000),
        vat: None,
        files: Vec::new(),
    };
    let contract = document(DocumentSlot::Contract, "15");
    let invoices = (1..=invoices).map(|at| document(DocumentSlot::Invoice(at), &at.to_string()));
    IssuedSet {
        counterparty_ref: String::new(),
        counterparty_created: false,
        order: None,
        documents: std::iter::once(contract).chain(invoices).collect(),
    }
}

fn standing(slot: DocumentSlot, number: &str) -> StandingDocument {
    StandingDocument {
        slot,
        onec_ref: String::new(),
        number: number.to_owned(),
        date: day("2026-10-01"),
    }
}

fn news(superseded: Vec<StandingDocument>) -> Announcement {
    let attached = Attached {
        id: "1".to_owned(),
        via: AttachedVia::DocumentGenerator,
    };
    Announcement {
        key: step("announce"),
        probe: false,
        reread: false,
        deal: deal(),
        issued: issued(1),
        attached: vec![(DocumentSlot::Contract, attached)],
        fields: BTreeMap::new(),
        recipients: Vec::new(),
        warnings: Vec::new(),
        deal_seen: DealSeen::default(),
        superseded,
    }
}

fn announced(news: &Announcement, changed: &[&str], lang: Lang) -> String {
    let changed: Vec<String> = changed.iter().map(|code| (*code).to_owned()).collect();
    Texts::new().announcement(news, &changed, &place().deal, lang)
}

/// The text has a link, keeps the tone and fits a notification.
fn is_sound(text: &str) {
    plain_text(text);
    assert!(text.contains("[URL=https://sever.example/"), "{text}");
    assert!(text.chars().count() <= Texts::MESSAGE_LIMIT, "{text}");
}

#[test]
fn the_owner_of_a_problem_reads_what_why_and_what_to_do() {
    let texts = Texts::new();
    let problem = problem(
        Owner::Accountant,
        "closed_period",
        Some("Период закрыт\nпо 31.10.2026"),
    );
    let text = texts.notice(&Notice::Problem(problem), &place(), Lang::Ru);
    assert_eq!(
        text,
        format!(
            "Создание документов в 1С остановлено. Дата документа попадает в закрытый период 1С. \
             Сообщение системы: «Период закрыт по 31.10.2026». Исправить может бухгалтер. Когда \
             исправите, попросите администратора интеграции повторить запрос: второй документ не \
             появится. {DEAL_LINK}\nКод: accounting/closed_period"
        )
    );
    for lang in LANGS {
        is_sound(&texts.notice(&Notice::Problem(closed_period()), &place(), lang));
    }
}

#[test]
fn whoever_watches_reads_whom_we_wait_for_and_that_nothing_is_to_do() {
    let texts = Texts::new();
    let told = message(closed_period(), Some((Owner::Accountant, "Анна Петровна")));
    assert_eq!(
        texts.waits(&told, &place(), Lang::Ru),
        format!(
            "Создание документов в 1С остановлено. Дата документа попадает в закрытый период 1С. \
             Ждём бухгалтера: Анна Петровна. Вам ничего делать не нужно: об итоге придёт \
             сообщение. {DEAL_LINK}"
        )
    );
    for lang in LANGS {
        is_sound(&texts.waits(&told, &place(), lang));
        let nameless = texts.waits(&message(closed_period(), None), &place(), lang);
        assert!(!nameless.contains(": ."), "{nameless}");
        is_sound(&nameless);
    }
    let broken = message(
        problem(Owner::Administrator, "no-base", None),
        Some((Owner::Administrator, "Игорь")),
    );
    let text = texts.waits(&broken, &place(), Lang::Ru);
    assert!(text.contains("Ждём администратора: Игорь."), "{text}");
}

#[test]
fn a_reminder_says_that_it_is_one() {
    let texts = Texts::new();
    let reminder = Problem {
        reminders: 1,
        ..closed_period()
    };
    for (lang, first) in [(Lang::Ru, "Напоминание. "), (Lang::En, "Reminder. ")] {
        let text = texts.notice(&Notice::Problem(reminder.clone()), &place(), lang);
        let once = texts.notice(&Notice::Problem(closed_period()), &place(), lang);
        assert_eq!(text, format!("{first}{once}"));
    }
}

#[test]
fn where_there_is_a_page_the_text_leads_to_it() {
    let texts = Texts::new();
    let with_page = Place {
        run: Some(PAGE.to_owned()),
        ..place()
    };
    for (lang, words) in [
        (Lang::Ru, format!("нажмите «Повторить» на [URL={PAGE}]")),
        (Lang::En, format!("press «Repeat» on [URL={PAGE}]")),
    ] {
        for owner in [Owner::Manager, Owner::Accountant, Owner::Administrator] {
            let notice = Notice::Problem(problem(owner, "closed_period", None));
            let text = texts.notice(&notice, &with_page, lang);
            assert!(text.contains(&words), "{text}");
            is_sound(&text);
        }
    }
}

#[test]
fn without_a_page_nobody_is_told_to_press_anything() {
    let texts = Texts::new();
    let words = ["нажм", "кнопк", "press", "click", "button"];
    for lang in LANGS {
        for (key, names) in keys(SOURCES[0]) {
            let args: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "7")).collect();
            let text = texts.of(lang).text(&key, &args).to_lowercase();
            let presses = words.iter().any(|word| text.contains(word));
            assert_eq!(presses, key == "notice-problem-page", "{key}: {text}");
        }
    }
    for (owner, words) in [
        (Owner::Manager, "попросите администратора интеграции"),
        (Owner::Accountant, "попросите администратора интеграции"),
        (Owner::Administrator, "администратор интеграции повторит"),
    ] {
        let notice = Notice::Problem(problem(owner, "closed_period", None));
        let text = texts.notice(&notice, &place(), Lang::Ru);
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn an_outage_is_told_when_it_begins_and_when_the_wait_is_over() {
    let texts = Texts::new();
    let news = |over| OutageNews {
        tag: "sever/outage/base-main".to_owned(),
        side: Side::Accounting,
        since: "2026-11-24T09:00:00Z".parse().unwrap(),
        over,
        recipients: Vec::new(),
    };
    assert_eq!(
        texts.outage(&news(false), Lang::Ru),
        "1С не отвечает или не принимает запросы интеграции, поэтому документы ждут. Повторять их не \
         нужно: они продолжатся сами, и об этом придёт сообщение. Проверить связь и доступ может \
         администратор интеграции."
    );
    assert_eq!(
        texts.outage(&news(true), Lang::Ru),
        "Ожидание закончилось: запросы документов больше не ждут систему «1С»."
    );
    for lang in LANGS {
        for text in [news(false), news(true)].map(|news| texts.outage(&news, lang)) {
            plain_text(&text);
            // It may have lasted for an hour or for a week: no text names a length.
            let numbers = text.replace("1С", "").replace("1C", "");
            assert!(!numbers.contains(|c: char| c.is_ascii_digit()), "{text}");
        }
    }
}

#[test]
fn documents_that_were_replaced_are_named_so_that_nobody_sends_them() {
    let old = [
        standing(DocumentSlot::Contract, "5"),
        standing(DocumentSlot::Invoice(1), "8"),
    ];
    let words = "Новые документы заменяют прежние: договор №\u{a0}5 от 01.10.2026, счёт №\u{a0}8 \
                 от 01.10.2026. Прежние не отправляйте клиенту, пометить их на удаление в 1С может \
                 бухгалтер.";
    let news = news(old.to_vec());
    let text = announced(&news, &[], Lang::Ru);
    assert!(text.contains(&format!("{FILES} {words} ")), "{text}");
    let entry = Texts::new().timeline(&news, Lang::Ru);
    assert!(entry.ends_with(words), "{entry}");
    let text = announced(&news, &[], Lang::En);
    let words = "contract №\u{a0}5 of 01.10.2026, invoice №\u{a0}8 of 01.10.2026";
    assert!(text.contains(words), "{text}");
    is_sound(&text);
}

#[test]
fn what_was_changed_meanwhile_is_told_and_what_to_do_about_it() {
    for lang in LANGS {
        let usual = announced(&news(Vec::new()), &[], lang);
        is_sound(&usual);
        for code in ["client", "sum", "closed"] {
            let sentence = Texts::new()
                .of(lang)
                .text(&format!("announcement-changed-{code}"), &[]);
            let text = announced(&news(Vec::new()), &[code], lang);
            assert!(text.contains(&sentence), "{text}");
            assert!(!usual.contains(&sentence), "{usual}");
            is_sound(&text);
        }
        // A code of a later version is no reason to frighten anybody.
        assert_eq!(announced(&news(Vec::new()), &["brand-new"], lang), usual);
    }
    let text = announced(&news(Vec::new()), &["client", "sum"], Lang::Ru);
    assert!(
        text.contains(
            "в сделке сменили клиента: в документах прежний. Пока готовились документы, в сделке \
             изменилась сумма: в документах прежняя. Проверьте документы: если они больше не \
             подходят, не отправляйте их клиенту и запросите новые вместо прежних."
        ),
        "{text}"
    );
    assert!(!text.contains("Проверьте и отправьте клиенту"), "{text}");
}

#[test]
fn a_cancelled_run_says_why_what_stands_in_1c_and_which_files_not_to_send() {
    let texts = Texts::new();
    let cancelled = |exists, attached: &[&str]| Notice::Cancelled {
        by: UserId::new(7).unwrap(),
        reason: Some("Клиент\nпередумал".to_owned()),
        exists,
        attached: attached.iter().map(|item| (*item).to_owned()).collect(),
    };
    let text = |notice: &Notice| texts.notice(notice, &place(), Lang::Ru);
    let reason = "Причина: «Клиент передумал».";
    assert_eq!(
        text(&cancelled(None, &[])),
        format!("Запрос документов отменён. В 1С ничего не создано. {reason} {DEAL_LINK}")
    );
    let marked = "Запрос документов отменён, но в 1С уже созданы: договор №\u{a0}15 от 24.11.2026 \
                  на 122\u{a0}000,00\u{a0}₽. Пометить их на удаление может бухгалтер.";
    assert_eq!(
        text(&cancelled(Some(issued(0)), &[])),
        format!("{marked} {reason} {DEAL_LINK}")
    );
    let files = "Файлы, которые уже прикреплены к сделке, не отправляйте клиенту.";
    assert_eq!(
        text(&cancelled(Some(issued(0)), &["contract"])),
        format!("{marked} {files} {reason} {DEAL_LINK}")
    );
    for lang in LANGS {
        for exists in [None, Some(issued(400))] {
            let notice = cancelled(exists, &["contract"]);
            is_sound(&texts.notice(&notice, &place(), lang));
        }
    }
}

#[test]
fn a_cancel_that_came_too_late_names_what_exists() {
    let texts = Texts::new();
    let late = |exists| Notice::CancelledTooLate {
        by: UserId::new(7).unwrap(),
        reason: None,
        exists,
    };
    assert_eq!(
        texts.notice(&late(Some(issued(0))), &place(), Lang::Ru),
        format!(
            "Отменить не получилось: документы уже готовы. В 1С созданы: договор №\u{a0}15 от \
             24.11.2026 на 122\u{a0}000,00\u{a0}₽. Если они не нужны, не отправляйте их \
             клиенту и напишите бухгалтеру. {DEAL_LINK}"
        )
    );
    for lang in LANGS {
        let text = texts.notice(&late(None), &place(), lang);
        assert!(!text.contains(": ."), "{text}");
        is_sound(&text);
    }
}

#[test]
fn an_ending_and_a_state_say_no_more_than_is_known() {
    let texts = Texts::new();
    let closed = |after_issue| texts.ending(&Ending::Closed { after_issue }, Lang::Ru);
    // A run that is closed may have asked 1C and never have heard the answer.
    assert!(!closed(false).contains("ничего не создано"));
    assert!(closed(true).contains("документы в 1С остались"));
    let away = State::Working {
        step: step("issue"),
        failed: 0,
        not_before: None,
        away: Some(docflow_core::Away {
            side: Side::Crm,
            since: "2026-11-24T09:00:00Z".parse().unwrap(),
            times: 3,
        }),
    };
    assert_eq!(
        texts.state(&away, Lang::Ru),
        "Ждём, пока ответит Битрикс24. Повторять запрос не нужно: работа продолжится сама."
    );
}

const EVIL: &str = "[URL=http://x.example]ООО[/URL] <a href='http://x.example'>www.x.example</a>";

/// Nothing but our own links is markup or an address.
fn is_harmless(text: &str) {
    let ours = [place().deal.as_str(), PAGE].map(|link| format!("[URL={link}]"));
    let [deal, page] = &ours;
    let rest = text.replace(deal, "").replace(page, "");
    let rest = rest.replace("[/URL]", "");
    assert!(!rest.contains(['[', ']', '<', '>']), "{text}");
    assert!(!rest.contains("://") && !rest.contains("www.x"), "{text}");
}

/// Notices that hold words of others.
fn foreign_notices() -> Vec<Notice> {
    let by = UserId::new(9).unwrap();
    let mut set = issued(1);
    EVIL.clone_into(&mut set.documents[0].number);
    let mut refused = problem(Owner::Accountant, "closed_period", Some(EVIL));
    EVIL.clone_into(&mut refused.rejection.cause.code);
    vec![
        Notice::Problem(refused),
        Notice::Findings(Report {
            findings: vec![foreign_finding()],
        }),
        Notice::NumberRejected {
            by,
            reason: EVIL.to_owned(),
        },
        Notice::Cancelled {
            by,
            reason: Some(EVIL.to_owned()),
            exists: Some(set),
            attached: Vec::new(),
        },
    ]
}

fn foreign_finding() -> Finding {
    let rule = RULES
        .iter()
        .find(|rule| rule.code == "seller-unknown")
        .unwrap();
    let mut finding = sample(rule, false);
    finding.params.insert("seller".to_owned(), EVIL.to_owned());
    finding
}

#[test]
fn no_name_and_no_words_of_others_are_a_link_in_any_message() {
    let texts = Texts::new();
    let place = Place {
        run: Some(PAGE.to_owned()),
        ..place()
    };
    let question = ApprovalQuestion {
        key: step("approval"),
        round: 1,
        level: AskLevel::First,
        approver: UserId::new(9).unwrap(),
        deal: deal(),
        number: EVIL.to_owned(),
        client: EVIL.to_owned(),
        state: DealState::Waiting,
    };
    let mut news = news(vec![standing(DocumentSlot::Contract, EVIL)]);
    news.warnings = vec![foreign_finding()];
    for lang in LANGS {
        is_harmless(&texts.waits(
            &message(closed_period(), Some((Owner::Accountant, EVIL))),
            &place,
            lang,
        ));
        is_harmless(&texts.approval(&question, &place.deal, lang));
        is_harmless(&texts.announcement(&news, &[], &place.deal, lang));
        is_harmless(&texts.timeline(&news, lang));
        for notice in foreign_notices() {
            is_harmless(&texts.notice(&notice, &place, lang));
        }
    }
}

#[test]
fn the_longest_message_keeps_its_link_and_its_code() {
    let texts = Texts::new();
    let place = Place {
        run: Some(PAGE.to_owned()),
        ..place()
    };
    let long = problem(
        Owner::Accountant,
        &"x".repeat(9000),
        Some(&"слово ".repeat(2000)),
    );
    let name = "Анна ".repeat(2000);
    for lang in LANGS {
        let notice = Notice::Problem(Problem {
            reminders: 3,
            ..long.clone()
        });
        let text = texts.notice(&notice, &place, lang);
        is_sound(&text);
        assert_eq!(text.matches("[/URL]").count(), 2, "{text}");
        assert!(text.contains("accounting/x"), "{text}");
        is_sound(&texts.waits(
            &message(long.clone(), Some((Owner::Accountant, &name))),
            &place,
            lang,
        ));
        let mut news = news(vec![standing(DocumentSlot::Contract, "5"); 400]);
        news.issued = issued(400);
        is_sound(&announced(&news, &["client", "sum", "closed"], lang));
    }
}
