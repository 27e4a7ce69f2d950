//! The files that stand in a deal's card: docx and PDF say the same, and both say what the books say.
//!
//! Five deals are driven over real HTTP, and two of them once more with VAT on top of the prices.
//! What papers must say is counted from the world by `sums`; `word` reads docx, `tools` asks poppler
//! and zbar about PDF.

mod play;
mod sums;
mod tools;
mod word;

use play::{CASES, Case, Paper};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use sums::{Part, Row, in_words, printed, quantity};
pub(crate) use tools::PdfFile;
pub(crate) use word::Docx;

/// Every paper with its deal.
fn papers() -> impl Iterator<Item = (&'static Case, &'static Paper)> {
    CASES
        .iter()
        .flat_map(|case| case.papers.iter().map(move |paper| (case, paper)))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Where the words of a phrase stand one after another.
fn find(words: &[String], phrase: &[String]) -> Vec<usize> {
    words
        .windows(phrase.len())
        .enumerate()
        .filter_map(|(at, window)| (window == phrase).then_some(at))
        .collect()
}

/// The words of a page. One that the docx does not know and that ends a line is put together with
/// what the next line begins with, where that makes a word of the docx.
fn words_of_page(page: &str, known: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in page.lines() {
        let mut line = words(line);
        if let (Some(last), Some(first)) = (all.last_mut(), line.first()) {
            let whole = format!("{last}{first}");
            if known.contains(&whole) && !known.contains(last) {
                *last = whole;
                line.remove(0);
            }
        }
        all.extend(line);
    }
    all
}

/// The words of a PDF without the running lines of its pages, which must be those of the docx.
fn body_of_pdf(paper: &Paper, docx: &Docx) -> Vec<String> {
    let known = words(&docx.body());
    let pages = paper.pdf.pages();
    let of = pages.len().to_string();
    let mut body = Vec::new();
    for (page, number) in pages.iter().zip(1..) {
        let mut page = words_of_page(page, &known);
        for line in docx.margins() {
            let line = line
                .replace("{PAGE}", &format!("{number}"))
                .replace("{NUMPAGES}", &of);
            let line = words(&line);
            let places = find(&page, &line);
            let [at] = places.as_slice() else {
                panic!("{}: page {number} has {line:?} at {places:?}", paper.title);
            };
            page.drain(*at..*at + line.len());
        }
        body.extend(page);
    }
    body
}

/// Both texts of a paper: words of the docx and of the PDF.
fn both(paper: &Paper) -> [(&'static str, Vec<String>); 2] {
    let docx = Docx::open(&paper.docx);
    let pdf = body_of_pdf(paper, &docx);
    [("docx", words(&docx.body())), ("pdf", pdf)]
}

#[test]
fn docx_and_pdf_of_a_document_say_the_same_words_in_the_same_order() {
    for (_, paper) in papers() {
        let [(_, docx), (_, mut pdf)] = both(paper);
        assert!(docx.len() > 60, "{}: {docx:?}", paper.title);
        // The code and the line below it are the one thing that a stamped invoice has besides.
        let line = words("Оплата по QR-коду");
        let places = find(&pdf, &line);
        let has_code = paper.invoice.is_some() && paper.pdf_stamped && !paper.docx_stamped;
        assert_eq!(places.len(), usize::from(has_code), "{}", paper.title);
        for at in places {
            pdf.drain(at..at + line.len());
        }
        let differ = docx.iter().zip(&pdf).position(|(one, other)| one != other);
        if let Some(at) = differ {
            let near = |all: &[String]| {
                all[at.saturating_sub(3)..]
                    .iter()
                    .take(9)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            panic!(
                "{}: {:?} in docx, {:?} in pdf",
                paper.title,
                near(&docx),
                near(&pdf)
            );
        }
        assert_eq!(docx.len(), pdf.len(), "{}", paper.title);
    }
}

#[test]
fn no_sum_or_quantity_is_broken_over_two_lines() {
    for (_, paper) in papers() {
        let pages = words(&paper.pdf.pages().join("\n"));
        let numbers = words(&Docx::open(&paper.docx).body())
            .into_iter()
            .filter(|word| {
                let is_part = |letter: char| letter.is_ascii_digit() || letter == ',';
                word.chars().all(is_part)
            });
        for number in numbers {
            let is_whole = pages.contains(&number);
            assert!(is_whole, "{}: {number} is broken", paper.title);
        }
    }
}

/// Whether the words stand one after another; a comma or a full stop may follow.
fn says(text: &[String], phrase: &[String]) -> bool {
    let (last, before) = phrase.split_last().unwrap();
    text.windows(phrase.len()).any(|window| {
        let (end, start) = window.split_last().unwrap();
        start == before
            && end.trim_end_matches([',', '.', ';']) == last.trim_end_matches([',', '.', ';'])
    })
}

/// Every phrase stands in docx and PDF alike.
fn assert_says(paper: &Paper, phrases: &[String]) {
    for (format, text) in both(paper) {
        for phrase in phrases {
            assert!(
                says(&text, &words(phrase)),
                "{} {format} does not say: {phrase}\n{}",
                paper.title,
                text.join(" ")
            );
        }
    }
}

fn rate(rate: Option<Decimal>) -> String {
    rate.map_or("Без НДС".to_owned(), |rate| format!("{rate}%"))
}

/// The line of a table; `on_top` rows show their sum without VAT.
fn line(number: usize, row: &Row) -> String {
    format!(
        "{number} {} {} {} {} {} {}",
        row.name,
        quantity(row.quantity),
        row.unit,
        printed(row.price),
        rate(row.rate),
        printed(row.sum)
    )
}

/// «в том числе НДС 22% — 38 135,63 руб.», or that there is none.
fn clause(rate: Option<Decimal>, vat: Decimal) -> String {
    match rate {
        Some(rate) => format!("в том числе НДС {rate}% — {} руб.", printed(vat)),
        None => "НДС не облагается в связи с применением упрощённой системы".to_owned(),
    }
}

/// The line of VAT under a table.
fn vat_line(rate: Option<Decimal>, vat: Decimal, on_top: bool) -> String {
    match rate {
        Some(rate) if on_top => format!("НДС ({rate}%): {}", printed(vat)),
        Some(rate) => format!("В том числе НДС ({rate}%): {}", printed(vat)),
        None => "Без налога (НДС): —".to_owned(),
    }
}

/// What the contract of a deal says.
fn contract(case: &Case) -> Vec<String> {
    let rate = case.rows[0].rate;
    let (total, vat) = (case.total(), case.vat());
    let sum = format!("{} руб. ({})", printed(total), in_words(total));
    let count = case.rows.len();
    let mut says = vec![
        format!("ДОГОВОР № {}", text(&case.contract, "number")),
        "24 ноября 2026 г.".to_owned(),
        case.seller.full.clone(),
        case.buyer.full.clone(),
        format!("ИНН {}", case.seller.inn),
        format!("ИНН {}", case.buyer.inn),
        format!("Р/с {}", case.seller.account),
        format!("БИК {}", case.seller.bic),
        format!("Цена Договора составляет {sum}, {}", clause(rate, vat)),
        vat_line(rate, vat, case.on_top),
        format!(
            "Всего наименований {count}, на сумму {} руб.",
            printed(total)
        ),
        format!("{}, {}", in_words(total), clause(rate, vat)),
    ];
    if !case.on_top {
        says.push(format!("Итого: {}", printed(total)));
    }
    says.extend(case.rows.iter().zip(1..).map(|(row, n)| line(n, row)));
    says.extend(case.parts.iter().map(|part| payment(case, part)));
    says
}

fn payment(case: &Case, part: &Part) -> String {
    let (percent, total) = (part.percent, part.total);
    let sum = format!("{} руб. ({})", printed(total), in_words(total));
    if case.parts.len() == 1 {
        return format!("100 % цены Договора — {sum} —");
    }
    let clause = clause(case.rows[0].rate, part.vat);
    format!("{percent} % цены Договора — {sum}, {clause},")
}

/// What an invoice says.
fn invoice(case: &Case, invoice: &Value) -> Vec<String> {
    let part = case.part(invoice);
    let is_whole = case.parts.len() == 1;
    let rate = case.rows[0].rate;
    let on_top = case.on_top && is_whole;
    let rows = rows_of(case, invoice);
    let subtotal = rows.iter().map(|row| row.sum).sum();
    let (number, count) = (text(invoice, "print_number"), rows.len());
    let mut says = vec![
        format!("Счёт на оплату № {number} от 24 ноября 2026 г."),
        format!("Поставщик: {}, ИНН {},", case.seller.short, case.seller.inn),
        format!("Покупатель: {}, ИНН {},", case.buyer.short, case.buyer.inn),
        format!("БИК {}", case.seller.bic),
        format!("Сч. № {}", case.seller.account),
        format!(
            "Основание: Договор № {} от 24.11.2026",
            text(&case.contract, "number")
        ),
        format!("Итого: {}", printed(subtotal)),
        vat_line(rate, part.vat, on_top),
        format!("Всего к оплате: {}", printed(part.total)),
        format!(
            "Всего наименований {count}, на сумму {} руб. {}",
            printed(part.total),
            in_words(part.total)
        ),
        format!("Назначение платежа: {}", purpose(case, invoice)),
    ];
    says.extend(rows.iter().zip(1..).map(|(row, n)| line(n, row)));
    says
}

/// What the payment is for, on paper and in the code.
fn purpose(case: &Case, invoice: &Value) -> String {
    let (number, vat) = (text(invoice, "print_number"), case.part(invoice).vat);
    let clause = clause(case.rows[0].rate, vat);
    format!("Оплата по счёту № {number} от 24.11.2026, {clause}")
}

/// The rows of an invoice: those of the deal, or one for the part that is paid.
fn rows_of(case: &Case, invoice: &Value) -> Vec<Row> {
    let part = case.part(invoice);
    if case.parts.len() == 1 {
        return sums::rows(&case.world, case.deal);
    }
    let what = if invoice["index"] == invoice["of"] {
        "Окончательный расчёт"
    } else {
        "Предоплата"
    };
    let number = text(&case.contract, "number");
    let name = format!(
        "{what} {} % по договору № {number} от 24.11.2026",
        part.percent
    );
    vec![Row {
        name,
        unit: "шт".to_owned(),
        quantity: Decimal::ONE,
        price: part.total,
        rate: case.rows[0].rate,
        sum: part.total,
        vat: part.vat,
        total: part.total,
    }]
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn papers_say_what_was_counted_from_the_rows_of_the_deal_to_the_kopeck() {
    for (case, paper) in papers() {
        let says = match &paper.invoice {
            None => contract(case),
            Some(one) => invoice(case, one),
        };
        assert_says(paper, &says);
    }
}

#[test]
fn the_books_and_the_deal_hold_the_sums_that_the_papers_say() {
    let sum = |value: &Value, name: &str| text(value, name).parse::<Decimal>().unwrap();
    for case in CASES.iter() {
        let name = &case.name;
        assert_eq!(sum(&case.contract, "total"), case.total(), "{name}");
        assert_eq!(sum(&case.contract, "vat"), case.vat(), "{name}");
        assert_eq!(text(&case.contract, "date"), "2026-11-24", "{name}");
        assert_eq!(
            case.field("opportunity").parse(),
            Ok(case.total()),
            "{name}"
        );
        let number = text(&case.contract, "number");
        assert_eq!(case.field("UF_CRM_CONTRACT_NUMBER"), number, "{name}");
        assert_eq!(sum(&case.order, "total"), case.total(), "{name}");
        assert_rows(name, &case.order, &case.rows);
        assert_eq!(case.invoices.len(), case.parts.len(), "{name}");
        for invoice in &case.invoices {
            let part = case.part(invoice);
            assert_eq!(sum(invoice, "amount"), part.total, "{name}");
            assert_eq!(sum(invoice, "vat"), part.vat, "{name}");
            assert_rows(name, invoice, &rows_of(case, invoice));
            let numbers = case.field("UF_CRM_INVOICE_NUMBERS");
            assert!(numbers.contains(text(invoice, "print_number")), "{numbers}");
        }
    }
}

fn assert_rows(name: &str, document: &Value, rows: &[Row]) {
    let kept = document["rows"].as_array().unwrap();
    assert_eq!(kept.len(), rows.len(), "{name}");
    for (kept, row) in kept.iter().zip(rows) {
        let sum = |field: &str| text(kept, field).parse::<Decimal>().unwrap();
        assert_eq!(words(text(kept, "name")), words(&row.name), "{name}");
        let kept = ["quantity", "price", "sum", "vat_sum", "total"].map(sum);
        let counted = [row.quantity, row.price, row.sum, row.vat, row.total];
        assert_eq!(kept, counted, "{name}: {}", row.name);
    }
}

#[test]
fn part_invoices_add_up_to_the_contract() {
    let in_parts: Vec<&Case> = CASES.iter().filter(|case| case.parts.len() > 1).collect();
    assert_eq!(in_parts.len(), 2, "prices with VAT and without");
    for case in in_parts {
        let sum = |field: &str| -> Decimal {
            let texts = case.invoices.iter().map(|one| text(one, field));
            texts.map(|text| text.parse::<Decimal>().unwrap()).sum()
        };
        assert_eq!((sum("amount"), sum("vat")), (case.total(), case.vat()));
    }
}

#[test]
fn an_unstamped_docx_holds_no_picture_and_nothing_that_leads_to_one() {
    let mut seen = 0;
    for (_, paper) in papers().filter(|(_, paper)| !paper.docx_stamped) {
        seen += 1;
        let pictures = Docx::open(&paper.docx).pictures();
        assert!(pictures.is_empty(), "{}: {pictures:?}", paper.title);
    }
    assert!(seen >= 16, "{seen} papers");
}

#[test]
fn the_code_on_the_page_of_an_invoice_pays_that_invoice() {
    let mut seen = 0;
    for (case, paper) in papers() {
        let Some(invoice) = paper.invoice.as_ref().filter(|_| paper.pdf_stamped) else {
            continue;
        };
        seen += 1;
        let code = paper.pdf.codes();
        let mut fields = code.trim_end().split('|');
        assert_eq!(fields.next(), Some("ST00012"), "{}", paper.title);
        let fields: BTreeMap<&str, &str> =
            fields.map(|field| field.split_once('=').unwrap()).collect();
        let kopecks = (case.part(invoice).total * Decimal::ONE_HUNDRED).normalize();
        assert_eq!(fields["Sum"], kopecks.to_string(), "{}", paper.title);
        assert_eq!(fields["Name"], case.seller.short);
        assert_eq!(fields["PersonalAcc"], case.seller.account);
        assert_eq!(fields["BIC"], case.seller.bic);
        assert_eq!(fields["CorrespAcc"], case.seller.correspondent);
        assert_eq!(fields["PayeeINN"], case.seller.inn);
        let said = words(fields["Purpose"]);
        let wanted = words(&purpose(case, invoice));
        assert!(said.starts_with(&wanted), "{said:?}\n{wanted:?}");
    }
    assert!(seen >= 9, "{seen} invoices");
}

#[test]
fn every_font_of_a_pdf_is_embedded_and_its_glyphs_are_letters() {
    for (_, paper) in papers() {
        let fonts = paper.pdf.fonts();
        assert!(!fonts.is_empty(), "{}", paper.title);
        for (line, is_embedded, has_letters) in fonts {
            assert!(is_embedded && has_letters, "{}: {line}", paper.title);
        }
    }
}
