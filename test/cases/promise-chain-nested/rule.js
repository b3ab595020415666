function f(user, context, callback) {
  const axios = require('axios');
  axios.get('https://a.example.com/').then((r) => {
    return axios.get('https://b.example.com/' + r.data.id).then((s) => {
      context.idToken['https://example.com/s'] = s.data;
      callback(null, user, context);
    });
  }).catch((err) => {
    callback(null, user, context);
  });
}
