//! How a run behaves: files, results, dates, approval, patience.

use super::goods::deal_field;
use super::raw;
use super::reading::{Read, Reading};
use docflow_core::{
    AnnouncePolicy, ApprovalPolicy, AttachFallback, DateLimits, DocumentPolicy, FilePair,
    FilePolicy, Patience, ResultField,
};
use std::collections::BTreeMap;
use std::time::Duration;
use toml::Spanned;

/// The pairs of files that are given, and the others of what holds otherwise.
pub(super) fn files(
    reading: &mut Reading<'_>,
    raw: &raw::Files,
    otherwise: FilePolicy,
) -> Read<FilePolicy> {
    let contract = pairs(reading, raw.contract.as_ref(), otherwise.contract);
    let invoice = pairs(reading, raw.invoice.as_ref(), otherwise.invoice);
    Ok(FilePolicy {
        contract: contract?,
        invoice: invoice?,
    })
}

fn pairs(
    reading: &mut Reading<'_>,
    raw: Option<&Spanned<Vec<raw::Pair>>>,
    otherwise: Vec<FilePair>,
) -> Read<Vec<FilePair>> {
    let Some(given) = raw else {
        return Ok(otherwise);
    };
    let pair = |raw: &raw::Pair| FilePair {
        docx_stamped: raw.docx_stamped,
        pdf_stamped: raw.pdf_stamped,
    };
    let pairs: Vec<FilePair> = given.get_ref().iter().map(pair).collect();
    let mut single = pairs.clone();
    single.sort_unstable();
    single.dedup();
    if pairs.is_empty() || single.len() < pairs.len() {
        let message = "expected at least one pair of files and each of them once, found none or \
                       the same twice; correct the list";
        return reading.fault(given.span(), message);
    }
    Ok(pairs)
}

pub(super) fn announce(reading: &mut Reading<'_>, raw: &raw::Announce) -> Read<AnnouncePolicy> {
    let fallback = fallback(reading, raw);
    let named = [
        (ResultField::ContractNumber, &raw.fields.contract_number),
        (ResultField::ContractDate, &raw.fields.contract_date),
        (ResultField::InvoiceNumbers, &raw.fields.invoice_numbers),
        (ResultField::State, &raw.fields.state),
    ];
    reading.unique(
        "fields of results",
        named.iter().filter_map(|(_, text)| text.as_ref()),
    );
    let mut fields = BTreeMap::new();
    for (result, text) in named {
        if let Some(text) = text {
            fields.extend(deal_field(reading, text).map(|name| (result, name)));
        }
    }
    Ok(AnnouncePolicy {
        fields,
        fallback: fallback?,
    })
}

fn fallback(reading: &mut Reading<'_>, raw: &raw::Announce) -> Read<AttachFallback> {
    let words = ["timeline_comment", "file_field", "refuse"];
    let word = raw
        .fallback
        .as_ref()
        .map_or("timeline_comment", |text| text.get_ref());
    match (word, &raw.fallback_field, &raw.fallback) {
        ("file_field", Some(field), _) => deal_field(reading, field).map(AttachFallback::FileField),
        ("file_field", None, Some(text)) => reading.wrong(
            text,
            "the key `fallback_field` beside «file_field»",
            "name a file field of the deal",
        ),
        (_, Some(field), _) => reading.wrong(
            field,
            "`fallback_field` only beside `fallback = \"file_field\"`",
            "remove it or set the fallback",
        ),
        ("timeline_comment", None, _) => Ok(AttachFallback::TimelineComment),
        ("refuse", None, _) => Ok(AttachFallback::Refuse),
        (_, None, Some(text)) => reading.wrong(
            text,
            format!("one of {}", words.join(", ")),
            "take one of these",
        ),
        (_, None, None) => Ok(AttachFallback::default()),
    }
}

/// A month each way: what an accountant would not ask about.
pub(super) fn dates(raw: &raw::Dates) -> DateLimits {
    DateLimits {
        past_days: raw.past_days.unwrap_or(30),
        future_days: raw.future_days.unwrap_or(30),
    }
}

pub(super) fn documents(raw: &raw::Documents) -> DocumentPolicy {
    let standard = DocumentPolicy::default();
    DocumentPolicy {
        order: raw.order.unwrap_or(standard.order),
        invoices: raw.invoices.unwrap_or(standard.invoices),
    }
}

/// How long finished runs keep what they know about people: a day to a hundred years.
pub(super) fn keep_days(reading: &mut Reading<'_>, raw: &raw::Privacy) -> Read<Option<u32>> {
    match raw.keep_days.as_ref() {
        None => Ok(None),
        days => reading.within(days, 1..=36_500, 1).map(Some),
    }
}

pub(super) fn approval(reading: &mut Reading<'_>, raw: &raw::Approval) -> Read<ApprovalPolicy> {
    let approver = reading.user_if_given(raw.approver.as_ref());
    let deputy = reading.user_if_given(raw.deputy.as_ref());
    let standard = ApprovalPolicy::default().remind_after;
    let remind_after = reading.minutes(raw.remind_after_minutes.as_ref(), standard);
    if let (None, Some(deputy)) = (&raw.approver, &raw.deputy) {
        let message = "expected `approver` beside `deputy`, found none; name one";
        return reading.fault(deputy.span(), message);
    }
    Ok(ApprovalPolicy {
        approver: approver?,
        deputy: deputy?,
        remind_after: remind_after?,
    })
}

pub(super) fn patience(reading: &mut Reading<'_>, raw: &raw::Patience) -> Read<Patience> {
    let standard = Patience::default();
    let attempts = reading.within(raw.attempts.as_ref(), 1..=100, standard.attempts);
    let pauses = pauses(reading, raw, &standard);
    let settle = reading.seconds(raw.settle_seconds.as_ref(), standard.settle);
    let working = reading.minutes(raw.working_minutes.as_ref(), standard.working);
    let remind = reading.minutes(raw.remind_after_minutes.as_ref(), standard.remind_after);
    let asked = reading.seconds(raw.longest_asked_seconds.as_ref(), standard.longest_asked);
    let tell = raw.tell_outage_after_minutes.as_ref();
    let tell = reading.minutes(tell, standard.tell_outage_after);
    let reread = reading.minutes(raw.reread_after_minutes.as_ref(), standard.reread_after);
    let (first_pause, longest_pause) = pauses?;
    Ok(Patience {
        attempts: attempts?,
        first_pause,
        longest_pause,
        settle: settle?,
        working: working?,
        remind_after: remind?,
        longest_asked: asked?,
        tell_outage_after: tell?,
        reread_after: reread?,
    })
}

/// The first and the longest pause between attempts.
fn pauses(
    reading: &mut Reading<'_>,
    raw: &raw::Patience,
    standard: &Patience,
) -> Read<(Duration, Duration)> {
    let (first, longest) = (&raw.first_pause_seconds, &raw.longest_pause_seconds);
    let first_pause = reading.seconds(first.as_ref(), standard.first_pause);
    let longest_pause = reading.seconds(longest.as_ref(), standard.longest_pause);
    let (first_pause, longest_pause) = (first_pause?, longest_pause?);
    match longest.as_ref().or(first.as_ref()) {
        Some(at) if longest_pause < first_pause => {
            let message = "expected the longest pause to be at least the first, found it shorter; \
                           correct one of them";
            reading.fault(at.span(), message)
        }
        _ => Ok((first_pause, longest_pause)),
    }
}
