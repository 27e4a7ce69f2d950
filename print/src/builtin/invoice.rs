//! The invoice («счёт на оплату») in the layout that Russian accountants know.

use crate::docx::PackageError;

use super::{
    clauses::{items_table, statement},
    stamp::placeholder,
    writer::{Cell, Face, Par, TEXT_WIDTH, cell, docx, floating, inline, par, table},
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
    docx(&body, "", &FACE, &placeholder())
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
    let small = |text: &str| par(text).size(14);
    let wide = inn + kpp;
    table(
        &WIDTHS,
        true,
        &[
            (
                false,
                vec![
                    cell(wide, &[par("{{ seller.bank.name }}")])
                        .span(2)
                        .merge("restart")
                        .without("bottom"),
                    cell(label, &[par("БИК")]),
                    cell(value, &[par("{{ seller.bank.bic }}")]).without("bottom"),
                ],
            ),
            (
                false,
                vec![
                    cell(wide, &[]).span(2).merge("continue").without("bottom"),
                    cell(label, &[par("Сч.\u{a0}№")]).without("bottom"),
                    cell(value, &[par("{{ seller.bank.correspondent }}")]).without("top bottom"),
                ],
            ),
            (
                false,
                vec![
                    cell(wide, &[small("Банк получателя")])
                        .span(2)
                        .without("top"),
                    cell(label, &[small("")]).without("top"),
                    cell(value, &[small("")]).without("top"),
                ],
            ),
            (
                false,
                vec![
                    cell(inn, &[par("ИНН\u{a0}{{ seller.inn }}")]),
                    cell(kpp, &[par("КПП\u{a0}{{ seller.kpp }}")]),
                    cell(label, &[par("Сч.\u{a0}№")]).without("bottom"),
                    cell(value, &[par("{{ seller.bank.account }}")]).without("bottom"),
                ],
            ),
            (
                false,
                vec![
                    cell(wide, &[par("{{ seller.short }}"), small("Получатель")]).span(2),
                    cell(label, &[par("")]).without("top"),
                    cell(value, &[par("")]).without("top"),
                ],
            ),
        ],
    )
}

fn parties() -> String {
    const LABEL: u32 = 1700;
    let value = TEXT_WIDTH - LABEL;
    let row = |label: &str, text: &str| {
        (
            false,
            vec![
                cell(LABEL, &[par(label).space(0, 80)]),
                cell(value, &[par(text).bold().space(0, 80)]),
            ],
        )
    };
    let only = |text: &str| {
        (
            false,
            vec![cell(LABEL, &[statement(text)]), cell(value, &[])],
        )
    };
    table(
        &[LABEL, value],
        false,
        &[
            row("Поставщик:", "{{ seller.details }}"),
            row("Покупатель:", "{{ buyer.details }}"),
            only("{% if basis %}"),
            row("Основание:", "{{ basis }}"),
            only("{% endif %}"),
        ],
    )
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

/// Signatures on the left, the code on the right.
fn signatures() -> String {
    const WIDTHS: [u32; 4] = [2500, 2400, 2300, 2721];
    let [post, line, name, code] = WIDTHS;
    let row = |title: &str, who: &str, right: Cell, drawings: &[String]| {
        let line_par = drawings
            .iter()
            .fold(par("").space(400, 0), |par, drawing| par.picture(drawing));
        (
            false,
            vec![
                cell(post, &[par(title).space(400, 0)]),
                cell(line, &[line_par]).lined(),
                cell(name, &[par(&format!("/ {who} /")).space(400, 0)]),
                right,
            ],
        )
    };
    let only = |text: &str| {
        let empty = cell(code, &[]).merge("continue");
        (
            false,
            vec![
                cell(post, &[statement(text)]),
                cell(line, &[]),
                cell(name, &[]),
                empty,
            ],
        )
    };
    let stamp = floating("{{ image seller.stamp }}", (38, 38), (4, 2));
    let signature = floating("{{ image seller.signature }}", (30, 12), (4, 0));
    let more = || cell(code, &[]).merge("continue");
    table(
        &WIDTHS,
        false,
        &[
            row(
                "{{ seller.signature_post }}",
                "{{ seller.signature_name }}",
                qr_cell(code),
                &[stamp, signature],
            ),
            only("{% if accountant %}"),
            row("Главный бухгалтер", "{{ accountant }}", more(), &[]),
            only("{% endif %}"),
            (
                false,
                vec![
                    cell(
                        post,
                        &[
                            statement("{% if seller.kind != \"person\" %}"),
                            par("М.П.").space(400, 0),
                            statement("{% endif %}"),
                        ],
                    ),
                    cell(line, &[]),
                    cell(name, &[]),
                    more(),
                ],
            ),
        ],
    )
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
