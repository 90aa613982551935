//! Answers: every one of them says that nothing may be loaded from elsewhere, kept, or shown inside another page.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::export::markup::Markup;

/// An answer.
pub type Reply = Response<Full<Bytes>>;

/// Only what this program serves, and nothing written into the page itself, may run or dress it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// An answer of a kind.
pub fn of(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        headers.insert(name, HeaderValue::from_static("same-origin"));
    }
    reply
}

/// A page.
pub fn page(page: String) -> Reply {
    of(StatusCode::OK, "text/html; charset=utf-8", page)
}

/// A page that carries its own looks and pictures, with the policy it was made for.
pub fn dressed_page(page: String, policy: &'static str) -> Reply {
    let mut reply = self::page(page);
    reply.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    reply
}

/// Values for the page's script.
pub fn json(value: &Value) -> Reply {
    of(StatusCode::OK, "application/json; charset=utf-8", value.to_string())
}

/// Something that did not go; the page shows the message.
pub fn failed(status: StatusCode, message: &str) -> Reply {
    of(status, "application/json; charset=utf-8", serde_json::json!({ "error": message }).to_string())
}

/// A page that says why there is none.
pub fn refused(status: StatusCode, message: &str) -> Reply {
    let page = Markup::page("决算公开", "default-src 'none'", "", |m| {
        m.leaf("p", &[], message);
    });
    of(status, "text/html; charset=utf-8", page)
}

/// To the page itself, with its cookie.
pub fn welcome(home: &str, cookie: &str) -> Reply {
    let mut reply = of(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
    for (name, value) in [(LOCATION, home), (SET_COOKIE, cookie)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            reply.headers_mut().insert(name, value);
        }
    }
    reply
}

/// What became of something that was told.
pub fn told(told: Result<Value>) -> Reply {
    match told {
        Ok(value) => json(&value),
        Err(error) => failed(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
}

/// What a request carries.
///
/// # Errors
/// It is something else.
pub fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|e| Error::Usage(format!("请求的内容不对：{e}")))
}
