// The answer has a parameter by the name of the body that is sent, and never looks at it.
function (user, context, callback) {
  const body = { subject: 'Welcome', to: user.email };
  request.post({ url: 'https://mail.example.com/send', form: body }, function (err, response, body) {
    if (err) return callback(err);
    context.idToken['https://example.com/mail'] = response.statusCode;
    callback(null, user, context);
  });
}
