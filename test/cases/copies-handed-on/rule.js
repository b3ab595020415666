// A copy that is handed on is no more than a change of the user or the context.
function (user, context, callback) {
  const namespace = 'https://example.com/';
  if (!user.email_verified) return callback(null, user, { ...context, multifactor: { provider: 'any', allowRememberBrowser: false } });

  request({ url: 'https://example.com/plan', json: true }, (err, response, body) => {
    if (err) {
      return callback(null, user, {
        ...context,
        idToken: {
          // Whoever reads this asks again later.
          ...context.idToken,
          [`${namespace}plan`]: 'unknown',
        },
      });
    }
    callback(null, user, Object.assign({}, context, {
      idToken: Object.assign({}, context.idToken, { 'https://example.com/plan': body.plan }),
      accessToken: { ...context.accessToken, 'https://example.com/plan': body.plan },
    }));
  });
}
