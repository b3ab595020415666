function gate(user, context, callback) {
  function deny(why) {
    return callback(new UnauthorizedError(why)); // with a reason
  }
  var fail = function (code, text) {
    console.error('denied', user.email, code);
    callback(new UnauthorizedError(code + ': ' + text));
  };
  const done = () => callback(null, user, context);

  if (!user.email_verified) return deny('Verify your e-mail.');
  if (context.clientID === 'closed') { fail('E1', 'closed for ' + context.clientName); return; }
  if (user.user_metadata && user.user_metadata.away) {
    return deny('See you, ' + user.email.split('@')[0]);
  }
  if (context.clientID === 'open') return done();
  request.get({ url: 'https://api.example.com/rights', json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (body.refused) {
      fail('E2', body.refused);
      return;
    }
    context.idToken['https://example.com/rights'] = body.rights;
    done();
  });
}
