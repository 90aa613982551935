//! Listening on this machine, one connection at a time its own task; storing what was typed; ending when nobody looks.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::ALLOW;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::desk::Desk;
use super::guard::{Keys, Visit};
use super::reply::{self, Reply};
use super::shared::{Shared, Watcher};
use super::{Event, Options, page, routes};
use crate::package::LIMITS;
use crate::platform;

/// How long a connection may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a request for news is held open.
const HOLD: Duration = Duration::from_secs(25);
/// How often there is a look at what is to be stored.
const TICK: Duration = Duration::from_millis(150);
/// How often there is a look at the files.
const LOOK: Duration = Duration::from_secs(1);
/// How long the last words may take to be stored once nobody looks, and after Ctrl-C.
const LAST: Duration = Duration::from_secs(30);
const AT_ONCE: Duration = Duration::from_secs(3);
/// Connections at a time; a browser opens six.
const CONNECTIONS: usize = 48;
/// Bytes of a request that carries no file.
const WORDS: u64 = 4 << 20;

/// Serves until nobody looks any more.
pub async fn run(options: Options, say: &impl Fn(Event)) -> std::io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let keys = Keys::new(listener.local_addr()?.port())?;
    let address = keys.first_address();
    let browser = options.browser;
    let desk = tokio::task::spawn_blocking(move || Desk::new(&options)).await?;
    let shared = Arc::new(Shared::new(keys, desk));
    say(Event::Ready(address.clone()));
    if browser && platform::show(&address).is_err() {
        say(Event::NoBrowser);
    }
    let listening = tokio::spawn(listen(listener, Arc::clone(&shared)));
    watch_for_the_end(&shared);
    keep(&shared, browser).await;
    listening.abort();
    // What is still being printed is nobody's any more; what was typed is not lost.
    platform::abandon_prints();
    let last = Arc::clone(&shared);
    let stored = tokio::task::spawn_blocking(move || drop(last.desk_at_rest().leave()));
    let patience = if shared.ended.load(Ordering::Relaxed) { AT_ONCE } else { LAST };
    // Where another run holds the project for longer, the file stays as it is: whole, without the last words.
    let _ = tokio::time::timeout(patience, stored).await;
    say(Event::Closed);
    Ok(())
}

/// Ctrl-C ends the window as closing its page does, at once; so does whoever closes the terminal, logs off or shuts the
/// computer down.
fn watch_for_the_end(shared: &Arc<Shared>) {
    let ends = |told: Pin<Box<dyn Future<Output = bool> + Send>>| {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            if told.await {
                shared.ended.store(true, Ordering::Relaxed);
            }
        });
    };
    ends(Box::pin(async { tokio::signal::ctrl_c().await.is_ok() }));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        for kind in [SignalKind::terminate(), SignalKind::hangup()] {
            if let Ok(mut told) = signal(kind) {
                ends(Box::pin(async move { told.recv().await.is_some() }));
            }
        }
    }
    #[cfg(windows)]
    {
        use tokio::signal::windows;
        if let Ok(mut told) = windows::ctrl_close() {
            ends(Box::pin(async move { told.recv().await.is_some() }));
        }
        if let Ok(mut told) = windows::ctrl_logoff() {
            ends(Box::pin(async move { told.recv().await.is_some() }));
        }
        if let Ok(mut told) = windows::ctrl_shutdown() {
            ends(Box::pin(async move { told.recv().await.is_some() }));
        }
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // A connection that was gone before it was taken.
            Err(_) => {
                tokio::time::sleep(TICK).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(answer(shared, request).await) }
            });
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(SILENCE)
                .serve_connection(TokioIo::new(stream), service);
            // A connection that breaks is the browser's matter; it comes again.
            let _ = served.await;
            drop(place);
        });
    }
}

/// Stores what was typed, takes in what others saved, until nobody looks.
async fn keep(shared: &Arc<Shared>, alone: bool) {
    let mut looked = Instant::now();
    loop {
        tokio::time::sleep(TICK).await;
        let look = looked.elapsed() >= LOOK;
        if look {
            looked = Instant::now();
        }
        let here = Arc::clone(shared);
        let _ = tokio::task::spawn_blocking(move || {
            here.store(false);
            if look {
                let mut desk = here.desk();
                desk.look();
                here.tell(desk.version());
            }
        })
        .await;
        if shared.is_left(alone) {
            return;
        }
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Reply {
    let open = shared.open.load(Ordering::Relaxed);
    match shared.keys.judge(request.method(), request.uri(), request.headers(), open) {
        Visit::First => {
            shared.seen();
            shared.visited.store(true, Ordering::Relaxed);
            return reply::welcome(&shared.keys.home(), &shared.keys.cookie());
        }
        Visit::Page => {}
        Visit::Foreign => {
            return reply::refused(StatusCode::FORBIDDEN, "这个请求不是从决算公开的窗口发出的，没有受理。");
        }
        Visit::Stranger => {
            let message = "这个地址只能由启动程序的人打开一次。请关闭这一页，重新启动程序；程序还开着的，请回到原来的那一页。";
            return reply::refused(StatusCode::FORBIDDEN, message);
        }
        Visit::Nowhere => return reply::refused(StatusCode::NOT_FOUND, "没有这个地址。"),
    }
    // The page has its cookie: the first address is of no more use, to anybody.
    shared.open.store(false, Ordering::Relaxed);
    shared.seen();
    let way = shared.keys.way(request.uri()).unwrap_or_default().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    match *request.method() {
        Method::GET => {
            if let Some((kind, content)) = page::file(&way) {
                return reply::of(StatusCode::OK, kind, content);
            }
            if way == "/news" {
                return news(&shared, &query).await;
            }
            on_desk(shared, move |shared| routes::get(&way, &query, shared)).await
        }
        Method::POST => {
            let limit = if routes::takes_file(&way) { LIMITS.file } else { WORDS };
            match body(request, limit).await {
                Ok(bytes) => on_desk(shared, move |shared| routes::post(&way, &query, &bytes, shared)).await,
                Err(reply) => reply,
            }
        }
        _ => {
            let mut reply = reply::failed(StatusCode::METHOD_NOT_ALLOWED, "没有这种请求");
            reply.headers_mut().insert(ALLOW, hyper::header::HeaderValue::from_static("GET, POST"));
            reply
        }
    }
}

/// The content of a request, within a limit that holds before and while it comes.
async fn body(request: Request<Incoming>, limit: u64) -> Result<Bytes, Reply> {
    let too_large = || {
        let message = format!("内容超过了{}MB，没有接收", limit >> 20);
        reply::failed(StatusCode::PAYLOAD_TOO_LARGE, &message)
    };
    if request.body().size_hint().lower() > limit {
        return Err(too_large());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(all) => Ok(all.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(reply::failed(StatusCode::BAD_REQUEST, "内容没有传完")),
    }
}

/// Work of more than a moment, beside the connections.
async fn on_desk(shared: Arc<Shared>, work: impl FnOnce(&Shared) -> Reply + Send + 'static) -> Reply {
    let done = tokio::task::spawn_blocking(move || {
        let reply = work(&shared);
        let version = shared.desk().version();
        shared.tell(version);
        reply
    });
    done.await.unwrap_or_else(|_| {
        let message = format!("内部错误（juesuan {}）。请重新打开这个项目", env!("CARGO_PKG_VERSION"));
        reply::failed(StatusCode::INTERNAL_SERVER_ERROR, &message)
    })
}

/// Waits until there is something newer than the page knows, or for a while. A page that waits is a page that is open.
async fn news(shared: &Shared, query: &str) -> Reply {
    let known: u64 = routes::parameter(query, "since").and_then(|n| n.parse().ok()).unwrap_or(0);
    let _watcher = Watcher::new(shared);
    let mut news = shared.news.subscribe();
    let newer = tokio::time::timeout(HOLD, news.wait_for(|version| *version != known)).await;
    let version = match newer {
        Ok(Ok(version)) => *version,
        _ => known,
    };
    reply::json(&serde_json::json!({ "version": version }))
}
