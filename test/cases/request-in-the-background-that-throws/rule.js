function (user, context, callback) {
  request.post({ url: 'https://hook.acme.io/login', json: { id: user.user_id } }, function (err, res, body) {
    console.log('hook said ' + body.status.toUpperCase());
  });
  callback(null, user, context);
}
