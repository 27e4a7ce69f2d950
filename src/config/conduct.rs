//! How a run behaves: files, results, dates, approval, patience.

use super::goods::deal_field;
use super::raw;
use super::reading::{Read, Reading};
use docflow_core::{
    AnnouncePolicy, ApprovalPolicy, AttachFallback, DateLimits, FilePair, FilePolicy, Patience,
    ResultField,
};
use std::collections::BTreeMap;
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

pub(super) fn approval(reading: &mut Reading<'_>, raw: &raw::Approval) -> Read<ApprovalPolicy> {
    let approver = reading.user(raw.approver.as_ref());
    let deputy = reading.user(raw.deputy.as_ref());
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
    let first = reading.seconds(raw.first_pause_seconds.as_ref(), standard.first_pause);
    let longest = reading.seconds(raw.longest_pause_seconds.as_ref(), standard.longest_pause);
    let settle = reading.seconds(raw.settle_seconds.as_ref(), standard.settle);
    let working = reading.minutes(raw.working_minutes.as_ref(), standard.working);
    let remind = reading.minutes(raw.remind_after_minutes.as_ref(), standard.remind_after);
    let (first_pause, longest_pause) = (first?, longest?);
    if let (true, Some(at)) = (
        longest_pause < first_pause,
        raw.longest_pause_seconds
            .as_ref()
            .or(raw.first_pause_seconds.as_ref()),
    ) {
        let message = "expected the longest pause to be at least the first, found it shorter; \
                       correct one of them";
        return reading.fault(at.span(), message);
    }
    Ok(Patience {
        attempts: attempts?,
        first_pause,
        longest_pause,
        settle: settle?,
        working: working?,
        remind_after: remind?,
        ..standard
    })
}
