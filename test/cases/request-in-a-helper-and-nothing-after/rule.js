function (user, context, callback) {
  function post(url, cb) {
    request.post(url, function (err) {
      cb(err);
    });
  }
  const count = (what) => request.post({ url: 'https://count.acme.io', json: { what } });
  post('https://hook.acme.io', function () {});
  count('logins');
  user.email_verified || request.post('https://remind.acme.io');
  callback(null, user, context);
}
