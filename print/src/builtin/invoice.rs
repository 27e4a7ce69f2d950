//! The invoice («счёт на оплату») in the layout that Russian accountants know.

use crate::docx::PackageError;

use super::{
    clauses::{items_table, statement},
    stamp::placeholder,
    writer::{Cell, Face, Par, TEXT_WIDTH, cell, docx, floating, inline, par, row, table},
};

const FACE: Face = Face {
    font: "Arial",
    half_points: 18,
};

/// The template of an invoice, as a .docx.
///
/// Data: [`InvoiceData`](crate::builtin::InvoiceData). The QR code is 40 mm wide and, like stamp
/// and signature, stands in the stamped variant only.
///
/// # Errors
/// [`PackageError`] if the archive cannot be written; a test holds that it can.
pub fn invoice() -> Result<Vec<u8>, PackageError> {
    let body = [
        notice(),
        bank_block(),
        par("Счёт на оплату №\u{a0}{{ number }} от {{ date_words }}")
            .bold()
            .size(28)
            .space(240, 160)
            .underlined()
            .xml(),
        parties(),
        par("").size(8).xml(),
        items_table(
            "Товары (работы, услуги)",
            ("Итого:", "{{ subtotal.text }}"),
            Some(("Всего к оплате:", "{{ total.text }}")),
        ),
        par("Всего наименований {{ count }}, на сумму {{ total.text }}\u{a0}руб.")
            .space(120, 0)
            .xml(),
        par("{{ total.words }}").bold().space(0, 60).xml(),
        terms(),
        par("").size(8).underlined().xml(),
        signatures(),
    ]
    .concat();
    docx(&body, "", &FACE, placeholder())
}

fn notice() -> String {
    [
        statement("{% if notice %}"),
        par("{{ notice }}").align("center").size(16).space(0, 120),
        statement("{% endif %}"),
    ]
    .iter()
    .map(Par::xml)
    .collect()
}

/// The sample of a payment order: bank, BIC, accounts, payee.
fn bank_block() -> String {
    const WIDTHS: [u32; 4] = [2835, 2835, 851, 3400];
    let [inn, kpp, label, value] = WIDTHS;
    let wide = inn + kpp;
    let small = |text: &str| par(text).size(14);
    let field = |width, text: &str| cell(width, &[par(text)]);
    let blank = |width| cell(width, &[small("")]).without("top");
    let rows = [
        row([
            field(wide, "{{ seller.bank.name }}")
                .span(2)
                .merge("restart")
                .without("bottom"),
            field(label, "БИК"),
            field(value, "{{ seller.bank.bic }}").without("bottom"),
        ]),
        row([
            cell(wide, &[]).span(2).merge("continue").without("bottom"),
            field(label, "Сч.\u{a0}№").without("bottom"),
            field(value, "{{ seller.bank.correspondent }}").without("top bottom"),
        ]),
        row([
            cell(wide, &[small("Банк получателя")])
                .span(2)
                .without("top"),
            blank(label),
            blank(value),
        ]),
        row([
            field(inn, "ИНН\u{a0}{{ seller.inn }}"),
            field(
                kpp,
                "{% if seller.kpp %}КПП\u{a0}{{ seller.kpp }}{% endif %}",
            ),
            field(label, "Сч.\u{a0}№").without("bottom"),
            field(value, "{{ seller.bank.account }}").without("bottom"),
        ]),
        row([
            cell(wide, &[par("{{ seller.short }}"), small("Получатель")]).span(2),
            blank(label),
            blank(value),
        ]),
    ];
    table(&WIDTHS, true, &rows)
}

fn parties() -> String {
    const LABEL: u32 = 1700;
    let value = TEXT_WIDTH - LABEL;
    let line = |label: &str, text: &str| {
        row([
            cell(LABEL, &[par(label).space(0, 80)]),
            cell(value, &[par(text).bold().space(0, 80)]),
        ])
    };
    let only = |text: &str| row([cell(LABEL, &[statement(text)]), cell(value, &[])]);
    let rows = [
        line("Поставщик:", "{{ seller.details }}"),
        line("Покупатель:", "{{ buyer.details }}"),
        only("{% if basis %}"),
        line("Основание:", "{{ basis }}"),
        only("{% endif %}"),
    ];
    table(&[LABEL, value], false, &rows)
}

fn terms() -> String {
    [
        statement("{% if due %}"),
        par("Счёт действителен до {{ due }}"),
        statement("{% endif %}"),
        statement("{% if purpose %}"),
        par("Назначение платежа: {{ purpose }}"),
        statement("{% endif %}"),
    ]
    .iter()
    .map(Par::xml)
    .collect()
}

/// Posts, lines and names on the left, the code over all rows on the right.
fn signatures() -> String {
    const WIDTHS: [u32; 4] = [2500, 2400, 2300, 2721];
    let [post, line, name, code] = WIDTHS;
    let signed = |title: &str, who: &str, right: Cell, over: Par| {
        row([
            cell(post, &[par(title).space(400, 0)]),
            cell(line, &[over]).lined(),
            cell(name, &[par(&format!("/ {who} /")).space(400, 0)]),
            right,
        ])
    };
    let below = || cell(code, &[]).merge("continue");
    let unsigned =
        |lines: &[Par]| row([cell(post, lines), cell(line, &[]), cell(name, &[]), below()]);
    let empty = || par("").space(400, 0);
    let stamped = empty()
        .picture(&floating("{{ image seller.stamp }}", (38, 38), (4, 2)))
        .picture(&floating("{{ image seller.signature }}", (30, 12), (4, 0)));
    let stamp_place = [
        statement("{% if seller.kind != \"person\" %}"),
        par("М.П.").space(400, 0),
        statement("{% endif %}"),
    ];
    let rows = [
        signed(
            "{{ seller.signature_post }}",
            "{{ seller.signature_name }}",
            qr_cell(code),
            stamped,
        ),
        unsigned(&[statement("{% if accountant %}")]),
        signed("Главный бухгалтер", "{{ accountant }}", below(), empty()),
        unsigned(&[statement("{% endif %}")]),
        unsigned(&stamp_place),
    ];
    table(&WIDTHS, false, &rows)
}

fn qr_cell(width: u32) -> Cell {
    cell(
        width,
        &[
            par("")
                .align("center")
                .space(120, 0)
                .picture(&inline("{{ qr payment }}", (40, 40))),
            statement("{% if stamps and payment %}"),
            par("Оплата по QR-коду").align("center").size(14),
            statement("{% endif %}"),
        ],
    )
    .merge("restart")
}
