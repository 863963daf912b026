# What holds for every site. Before it comes what vcl.ts generates from the sites: backends, and the subroutines that are called
# here but not defined.
#
# Fields whose names begin with eg- are the edge's own: dropped from what clients and origins send, and sent to neither.
#   eg-do            what the driver asks for over its socket: ban, mark, load, purge-hard, purge-soft; of a client's: unsafe
#   eg-site          the site's token
#   eg-key           path and query that tell one response of the site from another
#   eg-handling      what the cache did; see handling.ts
# In a task of the backend side they are kept by vmod_cookie, which no origin sees.
#   eg               of a stored object: token, state of the site's purges, key and tags, each followed by a space

sub vcl_recv {
  if (req.restarts > 0) {
    return (hash);
  }
  call eg_forget_of_client;
  if (local.socket != "control") {
    unset req.http.eg-do;
    unset req.http.eg-token;
  } else {
    std.log("eg-control 1");
    if (req.http.eg-do == "ban") {
      if (std.ban(req.http.eg-ban)) {
        return (synth(200));
      }
      return (synth(400, std.ban_error()));
    }
    if (req.http.eg-do == "mark") {
      std.log("eg-mark " + req.http.eg-mark);
      return (synth(200));
    }
  }

  if (req.url ~ "(?i)/(?:\.|%2e){1,2}(?:[/\\?#]|$)" || req.url !~ "^/") {
    return (synth(400, "The request names no URL of this host."));
  }
  set req.http.eg-host = regsub(std.tolower(req.http.host), ":\d*$", "");
  set req.http.eg-url = req.url;
  set req.http.eg-path = regsub(req.url, "\?.*$", "");
  set req.http.eg-key = req.url;
  set req.http.eg-servers = "1";
  call eg_find_site;
  if (!req.http.eg-site) {
    return (synth(404, "No site has this host name."));
  }
  if (req.http.eg-do ~ "^purge-") {
    if (req.http.eg-site != req.http.eg-token) {
      return (synth(200));
    }
    set req.hash_ignore_busy = true;
    return (hash);
  }
  std.log("eg-site " + req.http.eg-site);
  std.log("eg-url " + req.http.eg-url);
  if (!req.http.eg-servers) {
    return (synth(404, "This site has no origin."));
  }
  if (std.strstr(req.http.cdn-loop, server.identity)) {
    return (synth(508, "This request has come back to the edge that sent it. The origin of this site must not be the edge itself."));
  }
  set req.http.x-forwarded-host = req.http.host;
  set req.http.x-forwarded-proto = "http";
  std.collect(req.http.cache-control);
  if (req.method != "GET" && req.method != "HEAD") {
    set req.http.eg-handling = "bypass";
    if (req.method == "OPTIONS" || req.method == "TRACE") {
      return (pass);
    }
    set req.http.eg-do = "unsafe";
    set req.hash_ignore_busy = true;
    return (hash);
  }
  if (
    req.http.eg-bypass || req.http.transfer-encoding || std.integer(req.http.content-length, 0) > 0 ||
    req.http.if-match || req.http.if-unmodified-since || req.http.cache-control ~ "(?i)(?:^|[\s,])no-store(?:[\s,;=]|$)"
  ) {
    set req.http.eg-handling = "bypass";
    return (pass);
  }
  if (req.http.cache-control ~ "(?i)(?:^|[\s,])(?:no-cache|max-age=0+)(?:[\s,;=]|$)") {
    set req.http.eg-refresh = "1";
    set req.hash_always_miss = true;
  }
  return (hash);
}

sub vcl_hash {
  hash_data(req.http.eg-site);
  hash_data(req.http.eg-key);
  return (lookup);
}

sub vcl_hit {
  if (req.http.eg-do ~ "^purge-" || req.http.eg-do == "unsafe") {
    call eg_purge;
    if (req.http.eg-do == "unsafe") {
      return (pass);
    }
    return (synth(200));
  }
  if (obj.ttl > 0s) {
    set req.http.eg-handling = "hit";
    return (deliver);
  }
  # Within stale-while-revalidate, or the origin has just failed.
  if (obj.ttl + std.duration(obj.http.eg-while-revalidate, 0s) > 0s || req.http.eg-failed) {
    set req.http.eg-handling = "stale";
    return (deliver);
  }
  # Within stale-if-error alone: ask the origin first.
  set req.http.eg-stale-if-error = "1";
  set req.grace = 0s;
  return (restart);
}

sub vcl_miss {
  if (req.http.eg-do ~ "^purge-" || req.http.eg-do == "unsafe") {
    call eg_purge;
    if (req.http.eg-do == "unsafe") {
      return (pass);
    }
    return (synth(200));
  }
  if (req.http.cache-control ~ "(?i)(?:^|[\s,])only-if-cached(?:[\s,;=]|$)") {
    return (synth(504, "The request asks for a stored response only, and none can be used."));
  }
  set req.http.eg-handling = "miss";
  return (fetch);
}

# Of every variant of the URL. Kept for longer than any other object, one shows that it has been purged softly.
sub eg_purge {
  if (req.http.eg-do == "purge-soft") {
    set req.http.eg-objects = purge.soft(0s, -1s, 25h);
  } else {
    set req.http.eg-objects = purge.hard();
  }
  if (req.is_hitmiss) {
    set req.http.eg-objects = 0;
  }
}

sub vcl_pass {
  return (fetch);
}

sub vcl_backend_fetch {
  if (bereq.retries == 0) {
    cookie.set("site", bereq.http.eg-site);
    cookie.set("key", bereq.http.eg-key);
    cookie.set("server", bereq.http.eg-server);
    cookie.set("servers", bereq.http.eg-servers);
    cookie.set("compressed-types", bereq.http.eg-compressed-types);
    if (bereq.http.eg-cache-control) {
      cookie.set("rule", bereq.http.eg-cache-control);
    }
    if (bereq.http.eg-default-cache-control) {
      cookie.set("default", bereq.http.eg-default-cache-control);
    }
    if (bereq.http.eg-refresh) {
      cookie.set("refresh", "1");
    }
    if (bereq.http.eg-stale-if-error) {
      cookie.set("stale-if-error", "1");
    }
    # A server's own name is its backend's .host_header.
    unset bereq.http.host;
    if (bereq.http.eg-host-header) {
      set bereq.http.host = bereq.http.eg-host-header;
    }
    set bereq.http.via = regsub(bereq.http.via, "1\.1 [^ ,]+ \(Varnish/[^)]*\)$", "1.1 edgegraph");
    if (bereq.http.cdn-loop) {
      set bereq.http.cdn-loop = bereq.http.cdn-loop + ", " + server.identity;
    } else {
      set bereq.http.cdn-loop = server.identity;
    }
    unset bereq.http.x-varnish;
    call eg_forget_of_fetch;
    call eg_purge_state;
    cookie.set("departure", bereq.http.eg-state);
    unset bereq.http.eg-state;
  } else {
    call eg_next_server;
  }
  return (fetch);
}

sub vcl_backend_response {
  unset beresp.http.eg;
  unset beresp.http.eg-fetch;
  unset beresp.http.eg-while-revalidate;
  unset beresp.http.eg-cache-control;
  unset beresp.http.eg-governed;
  unset beresp.http.eg-tags;
  unset beresp.http.eg-stored;
  unset beresp.http.eg-problem;
  if (bereq.uncacheable) {
    set beresp.http.eg-fetch = "bypass;" + beresp.status;
    return (deliver);
  }
  if (beresp.status >= 500 && (bereq.is_bgfetch || cookie.isset("stale-if-error"))) {
    return (abandon);
  }
  if (beresp.was_304) {
    set beresp.http.eg-fetch = "revalidated;304";
  } elseif (cookie.isset("refresh")) {
    set beresp.http.eg-fetch = "refresh;" + beresp.status;
  } elseif (bereq.http.if-none-match || bereq.http.if-modified-since) {
    set beresp.http.eg-fetch = "expired-miss;" + beresp.status;
  } else {
    set beresp.http.eg-fetch = "miss;" + beresp.status;
  }
  call eg_lifetime;
  call eg_purge_state;
  if (bereq.http.eg-state != cookie.get("departure")) {
    # A purge of the site has come since: it passes by unstored.
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    set beresp.uncacheable = true;
    return (deliver);
  }
  if (beresp.ttl + beresp.grace <= 0s) {
    set beresp.http.eg-fetch = regsub(beresp.http.eg-fetch, "^(?:miss|expired-miss)", "uncacheable");
    if (cookie.isset("rule") && cookie.get("rule") ~ "(?i)no-store") {
      set beresp.http.eg-fetch = regsub(beresp.http.eg-fetch, "^[^;]*", "rule");
    }
    # For a while, requests for it do not wait for each other. Not for long: each leaves such a mark, and a purge of the URL counts them.
    set beresp.ttl = 5s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    set beresp.uncacheable = true;
    return (deliver);
  }
  set beresp.http.eg = cookie.get("site") + " " + bereq.http.eg-state + " " + cookie.get("key") + " " + beresp.http.eg-tags;
  unset beresp.http.eg-tags;
  std.log("eg-stored " + (beresp.ttl + beresp.grace + beresp.keep) + " " + beresp.http.eg);
  if (std.strstr(cookie.get("compressed-types"), "," + std.tolower(regsub(beresp.http.content-type, "\s*;.*$", "")) + ",")) {
    set beresp.do_gzip = true;
  }
  return (deliver);
}

# See RFC 9111, section 4.2, RFC 9213 and RFC 5861. Sets ttl, grace and keep; all 0: it may not be stored.
sub eg_lifetime {
  std.collect(beresp.http.cache-control);
  std.collect(beresp.http.cdn-cache-control);
  std.collect(beresp.http.surrogate-key, " ");
  std.collect(beresp.http.cache-tag, " ");
  std.collect(beresp.http.vary);
  if (beresp.http.surrogate-key || beresp.http.cache-tag) {
    set beresp.http.eg-tags = regsuball(beresp.http.surrogate-key + " " + beresp.http.cache-tag + " ", "[\s,]+", " ");
  }
  set beresp.grace = 0s;
  set beresp.keep = 0s;
  if (cookie.isset("rule") && (beresp.status < 500 || cookie.get("rule") ~ "(?i)no-store")) {
    set beresp.http.eg-cache-control = cookie.get("rule");
    set beresp.http.eg-governed = "1";
  } elseif (beresp.http.cdn-cache-control && beresp.http.cdn-cache-control != "") {
    set beresp.http.eg-cache-control = beresp.http.cdn-cache-control;
    set beresp.http.eg-governed = "1";
  } elseif (beresp.http.cache-control) {
    set beresp.http.eg-cache-control = beresp.http.cache-control;
  } elseif (!beresp.http.expires && !beresp.http.pragma && cookie.isset("default") && beresp.status < 300 && bereq.method == "GET") {
    set beresp.http.eg-cache-control = cookie.get("default");
    set beresp.http.eg-governed = "1";
  }

  if (beresp.http.eg-cache-control ~ "(?i)(?:^|[\s,])s-maxage\s*=\s*.?\d") {
    set beresp.ttl = std.duration(regsub(beresp.http.eg-cache-control, "(?i)^(?:.*?[\s,])?s-maxage\s*=\s*[^\d]?(\d{1,9}).*$", "\1") + "s", 0s) - beresp.age;
  } elseif (beresp.http.eg-cache-control ~ "(?i)(?:^|[\s,])max-age\s*=\s*.?\d") {
    set beresp.ttl = std.duration(regsub(beresp.http.eg-cache-control, "(?i)^(?:.*?[\s,])?max-age\s*=\s*[^\d]?(\d{1,9}).*$", "\1") + "s", 0s) - beresp.age;
  } elseif (beresp.http.eg-governed) {
    set beresp.ttl = 0s;
  } elseif (!beresp.http.expires && beresp.http.last-modified && (
    beresp.status == 200 || beresp.status == 203 || beresp.status == 204 || beresp.status == 300 || beresp.status == 301 ||
    beresp.status == 404 || beresp.status == 410 || beresp.status == 414
  )) {
    set beresp.ttl = (now - std.time(beresp.http.last-modified, now)) * 0.1;
  }
  if (
    beresp.http.set-cookie || beresp.http.vary ~ "\*" ||
    beresp.http.eg-cache-control ~ "(?i)(?:^|[\s,])(?:no-store|no-cache|private)(?:[\s,;=]|$)" ||
    (bereq.http.authorization && beresp.http.eg-cache-control !~ "(?i)(?:^|[\s,])(?:public|s-maxage|must-revalidate)(?:[\s,;=]|$)")
  ) {
    set beresp.ttl = 0s;
  } else {
    if (beresp.http.eg-cache-control !~ "(?i)(?:^|[\s,])(?:must-revalidate|proxy-revalidate|s-maxage)(?:[\s,;=]|$)") {
      if (beresp.http.eg-cache-control ~ "(?i)(?:^|[\s,])stale-if-error\s*=\s*\d") {
        set beresp.grace = std.duration(regsub(beresp.http.eg-cache-control, "(?i)^(?:.*?[\s,])?stale-if-error\s*=\s*(\d{1,9}).*$", "\1") + "s", 0s);
      }
      if (beresp.http.eg-cache-control ~ "(?i)(?:^|[\s,])stale-while-revalidate\s*=\s*\d") {
        set beresp.http.eg-while-revalidate = regsub(beresp.http.eg-cache-control, "(?i)^(?:.*?[\s,])?stale-while-revalidate\s*=\s*(\d{1,9}).*$", "\1") + "s";
        if (std.duration(beresp.http.eg-while-revalidate, 0s) > beresp.grace) {
          set beresp.grace = std.duration(beresp.http.eg-while-revalidate, 0s);
        }
      }
    }
    if (beresp.http.etag || beresp.http.last-modified) {
      set beresp.keep = 24h;
    }
  }
  unset beresp.http.eg-cache-control;
  unset beresp.http.eg-governed;
}

sub vcl_backend_error {
  # A request that may have had an effect is not repeated (RFC 9110, section 9.2.2).
  if ((bereq.method == "GET" || bereq.method == "HEAD") && std.integer(cookie.get("servers"), 1) > bereq.retries + 1) {
    return (retry);
  }
  if (bereq.is_bgfetch || cookie.isset("stale-if-error")) {
    return (abandon);
  }
  set beresp.status = 502;
  set beresp.http.eg-fetch = "error;";
  set beresp.http.eg-problem = "The origin of this site can not be reached, or sent no answer that can be read. Try again later.";
  set beresp.http.content-type = "text/plain; charset=utf-8";
  set beresp.http.cache-control = "no-store";
  set beresp.ttl = 0s;
  set beresp.grace = 0s;
  set beresp.uncacheable = true;
  synthetic(beresp.http.eg-problem + {"
"});
  return (deliver);
}

sub vcl_deliver {
  if (req.http.eg-handling != "hit" && req.http.eg-handling != "stale") {
    set req.http.eg-handling = regsub(resp.http.eg-fetch, ";.*$", "");
    set req.http.eg-origin-status = regsub(resp.http.eg-fetch, "^[^;]*;", "");
    std.log("eg-origin-status " + req.http.eg-origin-status);
  }
  std.log("eg-handling " + req.http.eg-handling);
  if (req.http.eg-handling == "hit" || req.http.eg-handling == "stale") {
    set resp.http.eg-cache-status = "Edgegraph;hit;ttl=" + regsub(obj.ttl, "\..*$", "");
  } elseif (req.http.eg-handling == "error") {
    set resp.http.eg-cache-status = "Edgegraph";
  } else {
    set resp.http.eg-cache-status = "Edgegraph;fwd=uri-miss;fwd-status=" + req.http.eg-origin-status;
    if (req.http.eg-handling == "bypass" || req.http.eg-handling == "rule") {
      set resp.http.eg-cache-status = "Edgegraph;fwd=bypass;fwd-status=" + req.http.eg-origin-status;
    } elseif (req.http.eg-handling == "refresh") {
      set resp.http.eg-cache-status = "Edgegraph;fwd=request;fwd-status=" + req.http.eg-origin-status;
    } elseif (req.http.eg-handling == "revalidated" || req.http.eg-handling == "expired-miss") {
      set resp.http.eg-cache-status = "Edgegraph;fwd=stale;fwd-status=" + req.http.eg-origin-status;
    }
    if (resp.http.eg) {
      set resp.http.eg-cache-status = resp.http.eg-cache-status + ";stored";
    }
  }
  std.collect(resp.http.cache-status);
  if (resp.http.cache-status) {
    set resp.http.cache-status = resp.http.cache-status + ", " + resp.http.eg-cache-status;
  } else {
    set resp.http.cache-status = resp.http.eg-cache-status;
  }
  if (req.http.eg-do == "load") {
    if (resp.http.eg && obj.ttl > 0s) {
      set resp.http.eg-stored = "1";
    }
  } else {
    unset resp.http.eg-problem;
  }
  set resp.http.via = regsub(resp.http.via, "1\.1 [^ ,]+ \(Varnish/[^)]*\)$", "1.1 edgegraph");
  unset resp.http.eg;
  unset resp.http.eg-fetch;
  unset resp.http.eg-while-revalidate;
  unset resp.http.eg-cache-status;
  unset resp.http.surrogate-key;
  unset resp.http.cache-tag;
  unset resp.http.x-varnish;
  if (req.http.eg-rule) {
    call eg_rule_fields;
  }
  return (deliver);
}

# An answer of the edge's own, whose reason is its body.
sub vcl_synth {
  if (req.http.eg-do && req.http.eg-do != "load" && req.http.eg-do != "unsafe") {
    set resp.http.eg-objects = req.http.eg-objects;
    return (deliver);
  }
  if (req.http.eg-stale-if-error && !req.http.eg-failed) {
    set req.http.eg-failed = "1";
    set req.grace = 1000d;
    return (restart);
  }
  std.log("eg-handling error");
  set resp.http.content-type = "text/plain; charset=utf-8";
  set resp.http.cache-control = "no-store";
  set resp.http.cache-status = "Edgegraph";
  set resp.http.via = "1.1 edgegraph";
  unset resp.http.x-varnish;
  if (req.http.eg-do == "load") {
    set resp.http.eg-problem = resp.reason;
  }
  synthetic(resp.reason + {"
"});
  set resp.status = resp.status;
  return (deliver);
}
