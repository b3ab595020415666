function (user, context, callback) {
  const request = require('request@2.88.2');
  if (context.stats.loginsCount > 1) return callback(null, user, context);
  request({ url: 'https://crm.example.com/find?email=' + user.email, json: true }, (err, response, body) => {
    // Whoever the CRM does not know logs in as a guest.
    if (err || response.statusCode !== 200) return callback(null, user, context);
    const id = body.id;
    request.post({ url: 'https://crm.example.com/contacts/' + id, body: JSON.stringify({ seen: true }) }, function (failed, answer) {
      if (failed) return callback(new UnauthorizedError('The CRM cannot be reached.'));
      context.idToken['https://example.com/crm'] = answer.statusCode;
      return callback(null, user, context);
    });
  });
}
